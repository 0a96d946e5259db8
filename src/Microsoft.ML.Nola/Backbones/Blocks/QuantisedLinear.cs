using Microsoft.ML.Nola.Backbones.Quantization;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>
/// A linear map whose weight is held in fewer bits, and dequantised to float32 where it is used: into a buffer that all maps of the network share, a part of
/// the rows at a time if there are many. Only if a gradient goes back through the map has it a weight of its own, which lives as long as the graph.
/// </summary>
/// <param name="slices">The sites and where they lie in the output.</param>
/// <param name="bias">The bias, [out], or null.</param>
/// <param name="shape">The shape of the weight.</param>
/// <param name="buffers">The network's buffers.</param>
internal abstract class QuantisedLinear(
    IReadOnlyList<SiteSlice> slices, torch.Tensor? bias, (int Out, int In) shape, WeightBuffers buffers) : FrozenLinear(slices, bias)
{
    /// <summary>Gets the number of output features.</summary>
    public int OutFeatures => shape.Out;

    /// <summary>Gets the number of input features.</summary>
    public int InFeatures => shape.In;

    public override torch.Tensor Apply(torch.Tensor input)
    {
        if (input.requires_grad && torch.is_grad_enabled())
        {
            using torch.Tensor weight = Dequantise();
            return torch.nn.functional.linear(input, weight, Bias);
        }

        if (HostRows.Take(input) && MultiplyFew(input) is { } product)
        {
            return Bias is null ? product : product.AddInPlace(Bias);
        }

        torch.Tensor buffer = buffers.Rent();
        try
        {
            return Apply(input, buffer);
        }
        finally
        {
            buffers.Return(buffer);
        }
    }

    public override torch.Tensor Dequantise()
    {
        torch.Tensor weight = torch.empty([OutFeatures, InFeatures], torch.float32, Device);
        int rows = WeightSlices.RowsAtOnce(OutFeatures, InFeatures);
        for (int first = 0; first < OutFeatures; first += rows)
        {
            using torch.Tensor part = weight.narrow(0, first, Math.Min(rows, OutFeatures - first));
            DequantiseRows(first, part);
        }

        return weight;
    }

    /// <summary>Where the weight lies.</summary>
    protected abstract torch.Device Device { get; }

    /// <summary>
    /// The products of a few rows on the CPU, which are computed from the codes: as generation goes token by token, what counts is how fast weights are read.
    /// Null if there are too many rows, or the weight has not the shape for it.
    /// </summary>
    protected abstract torch.Tensor? MultiplyFew(torch.Tensor input);

    /// <summary>Rows of the weight of which one at a time is dequantised on the CPU, and all on another device.</summary>
    /// <param name="ids">The numbers of the rows.</param>
    /// <param name="dequantise">Dequantises a row on the CPU by its number.</param>
    protected torch.Tensor RowsOneByOne(torch.Tensor ids, TensorMemory.SliceFill dequantise)
    {
        if (Device.type != DeviceType.CPU)
        {
            using torch.Tensor all = Dequantise();
            return all.index_select(0, ids);
        }

        using torch.Tensor wide = ids.to(torch.int64);
        using torch.Tensor numbers = wide.contiguous();
        torch.Tensor rows = torch.empty([ids.shape[0], InFeatures], torch.float32, Device);
        Span<float> values = TensorMemory.Singles(rows);
        foreach (long id in TensorMemory.Elements<long>(numbers))
        {
            dequantise(id, values[..InFeatures]);
            values = values[InFeatures..];
        }

        return rows;
    }

    /// <summary>Dequantises some rows.</summary>
    /// <param name="first">The first row, a multiple of 64.</param>
    /// <param name="rows">Where they go, contiguous [rows, in].</param>
    protected abstract void DequantiseRows(int first, torch.Tensor rows);

    private torch.Tensor Apply(torch.Tensor input, torch.Tensor buffer)
    {
        int rows = WeightSlices.RowsAtOnce(OutFeatures, InFeatures);
        if (rows == OutFeatures)
        {
            using torch.Tensor weight = Fill(buffer, 0, rows);
            return torch.nn.functional.linear(input, weight, Bias);
        }

        torch.Tensor output = torch.empty([input.shape[0], OutFeatures], torch.float32, input.device);
        for (int first = 0; first < OutFeatures; first += rows)
        {
            int count = Math.Min(rows, OutFeatures - first);
            using torch.Tensor weight = Fill(buffer, first, count);
            using torch.Tensor columns = weight.t();
            using torch.Tensor part = output.narrow(1, first, count);
            part.addmm_(input, columns, 0, 1);
        }

        return Bias is null ? output : output.AddInPlace(Bias);
    }

    private torch.Tensor Fill(torch.Tensor buffer, int first, int count)
    {
        using torch.Tensor flat = buffer.narrow(0, 0, (long)count * InFeatures);
        torch.Tensor weight = flat.view(count, InFeatures);
        DequantiseRows(first, weight);
        return weight;
    }
}
