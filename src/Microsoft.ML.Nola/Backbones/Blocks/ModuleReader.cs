using Microsoft.ML.Nola.Backbones.Quantization;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>
/// Makes the modules of a network from the tensors of a checkpoint, by canonical path. It compares every shape with what the configuration says before it
/// takes memory, numbers the sites as it goes, and collects every tensor that it makes. Until <see cref="Keep"/> it disposes what it made.
/// </summary>
/// <param name="checkpoint">The checkpoint.</param>
/// <param name="names">The names of its tensors.</param>
/// <param name="device">Where tensors go.</param>
/// <param name="quantization">How the weights of linear maps, and tables that serve as such, are held.</param>
/// <param name="type">In which type of number layers compute; single precision if anything is quantised.</param>
internal sealed class ModuleReader(
    CheckpointWeights checkpoint,
    NameMap names,
    torch.Device device,
    BaseQuantization quantization = BaseQuantization.None,
    torch.ScalarType type = torch.ScalarType.Float32) : IDisposable
{
    private readonly List<AdapterSite> _sites = [];
    private readonly List<NamedTensor> _parameters = [];
    private bool _kept;

    /// <summary>The name of the base model inside a task model.</summary>
    public string BasePrefix => names.BasePrefix;

    /// <summary>The sites read so far, in reading order.</summary>
    public IReadOnlyList<AdapterSite> Sites => _sites;

    /// <summary>The tensors made so far by their canonical names, in reading order.</summary>
    public IReadOnlyList<NamedTensor> Parameters => _parameters;

    /// <summary>Into what quantised maps dequantise.</summary>
    public WeightBuffers Buffers { get; } = new(device);

    /// <summary>What is kept of the tensors beside them.</summary>
    public DerivedTensors Derived { get; } = new();

    /// <summary>Where the tensors go.</summary>
    public torch.Device Device => device;

    /// <summary>In which type of number layers compute.</summary>
    public torch.ScalarType Type => type;

    /// <summary>Whether the checkpoint has a tensor.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>A linear map that is one site. Maps are read in the order of the forward pass, since it numbers the sites.</summary>
    public FrozenLinear Linear(
        string path, int inFeatures, int outFeatures, SiteRole role, bool hasBias = true, WeightLayout layout = WeightLayout.OutIn)
    {
        var site = new AdapterSite(_sites.Count, path, path, inFeatures, outFeatures, role, BasePrefix) { OlderModulePath = names.OlderNameOf(path) };
        _sites.Add(site);
        return Linear(path, inFeatures, outFeatures, [new SiteSlice(site)], hasBias, layout, WeightFormats.UnderNf4(role));
    }

    /// <summary>Maps that are stored as one, side by side. Each is a site: the canonical path of a slice is <c>path:name</c>.</summary>
    public JointLinear JointLinear(
        string path,
        int inFeatures,
        IReadOnlyList<(string Name, int Width, SiteRole Role)> slices,
        bool hasBias = true,
        WeightLayout layout = WeightLayout.OutIn)
    {
        var sites = new List<SiteSlice>(slices.Count);
        int width = slices.Sum(static slice => slice.Width);
        int offset = 0;
        foreach ((string name, int sliceWidth, SiteRole role) in slices)
        {
            var site = new AdapterSite(_sites.Count, $"{path}:{name}", path, inFeatures, sliceWidth, role, BasePrefix)
            {
                Slice = new ModuleSlice(offset, width),
                OlderModulePath = names.OlderNameOf(path),
            };
            _sites.Add(site);
            sites.Add(new SiteSlice(site, offset));
            offset += sliceWidth;
        }

        return new JointLinear(Linear(path, inFeatures, width, sites, hasBias, layout), slices.Select(static slice => slice.Width));
    }

    /// <summary>A linear map that adapters leave alone.</summary>
    public FrozenLinear LinearWithoutSite(string path, int inFeatures, int outFeatures, bool hasBias = true)
        => Linear(path, inFeatures, outFeatures, [], hasBias);

    /// <summary>A linear map that adapters leave alone, below the layers or above them, where numbers are in single precision.</summary>
    public FrozenLinear LinearInSingles(string path, int inFeatures, int outFeatures, bool hasBias = true)
        => Linear(path, inFeatures, outFeatures, [], hasBias, inSingles: true);

    /// <summary>A layer normalisation.</summary>
    public LayerNorm LayerNorm(string path, int width, double epsilon, bool hasBias = true)
        => new(Tensor(path + ".weight", width), hasBias ? Tensor(path + ".bias", width) : null, epsilon);

    /// <summary>A normalisation by the root of the mean square.</summary>
    public RmsNorm RmsNorm(string path, int width, double epsilon, bool aroundOne = false)
        => new(Tensor(path + ".weight", width), epsilon) { AroundOne = aroundOne };

    /// <summary>A table of vectors, [rows, width], that can also serve as the map from hidden states to scores of its rows. Adapters leave it alone.</summary>
    public FrozenLinear Table(string path, int rows, int width)
        => Linear(path, width, rows, [], hasBias: false, underNf4: WeightFormats.TableUnderNf4);

    /// <summary>A table of vectors, [rows, width].</summary>
    public torch.Tensor Embedding(string path, int rows, int width) => Weight(path + ".weight", rows, width);

    /// <summary>A tensor of the checkpoint in single precision.</summary>
    /// <param name="name">The canonical name.</param>
    /// <param name="shape">The shape that the configuration asks for.</param>
    /// <exception cref="CorruptModelException">It is missing or has another shape.</exception>
    public torch.Tensor Tensor(string name, params ReadOnlySpan<long> shape) => Read(name, shape, torch.ScalarType.Float32);

    /// <summary>A tensor of the checkpoint in the type in which layers compute.</summary>
    /// <inheritdoc cref="Tensor"/>
    public torch.Tensor Weight(string name, params ReadOnlySpan<long> shape) => Read(name, shape, type);

    /// <summary>Leaves the tensors to the network that was made of them.</summary>
    public void Keep() => _kept = true;

    public void Dispose()
    {
        if (!_kept)
        {
            _parameters.ForEach(static parameter => parameter.Free());
        }
    }

    private FrozenLinear Linear(
        string path,
        int inFeatures,
        int outFeatures,
        IReadOnlyList<SiteSlice> slices,
        bool hasBias,
        WeightLayout layout = WeightLayout.OutIn,
        WeightFormat underNf4 = WeightFormat.Nf4,
        bool inSingles = false)
    {
        string name = path + ".weight";
        long[] shape = layout == WeightLayout.OutIn ? [outFeatures, inFeatures] : [inFeatures, outFeatures];
        if (quantization != BaseQuantization.None)
        {
            CheckpointTensor stored = Require(name, shape);
            TensorMemory.SliceFill read = layout == WeightLayout.OutIn ? InParts(stored) : Turned(stored);
            Buffers.Reserve((long)WeightSlices.RowsAtOnce(outFeatures, inFeatures) * inFeatures);
            WeightFormat format = WeightFormats.Of(quantization, underNf4, stored.IsInFourBits);
            return Quantised(format, name, shape, inFeatures, outFeatures, slices, () => hasBias ? Tensor(path + ".bias", outFeatures) : null, read);
        }

        torch.ScalarType numbers = inSingles ? torch.ScalarType.Float32 : type;
        torch.Tensor weight = Read(name, shape, numbers);
        torch.Tensor? bias = hasBias ? Read(path + ".bias", [outFeatures], numbers) : null;
        Derived.Reserve((long)outFeatures * inFeatures);
        var packed = new PackedWeight(weight, layout, bias, Derived);
        return layout == WeightLayout.OutIn ? new DenseLinear(slices, weight, bias, packed) : new TransposedLinear(slices, weight, bias, packed);
    }

    private torch.Tensor Read(string name, ReadOnlySpan<long> shape, torch.ScalarType numbers)
    {
        CheckpointTensor stored = Require(name, shape);
        torch.Tensor tensor = TensorMemory.Create(shape, InParts(stored), device).Into(numbers).DetachFromDisposeScope();
        _parameters.Add(new NamedTensor(name, [.. shape], tensor));
        return tensor;
    }

    /// <summary>A linear map whose weight is quantised while it is read.</summary>
    private QuantisedLinear Quantised(
        WeightFormat format,
        string name,
        long[] shape,
        int inFeatures,
        int outFeatures,
        IReadOnlyList<SiteSlice> slices,
        Func<torch.Tensor?> readBias,
        TensorMemory.SliceFill read)
    {
        switch (format)
        {
            case WeightFormat.Int8:
                var bytes = Int8Weight.Read(outFeatures, inFeatures, read, device);
                _parameters.Add(new NamedTensor(name, shape, bytes.Codes) { Scales = [bytes.Scales] });
                return new Int8Linear(slices, bytes, readBias(), Buffers);
            case WeightFormat.Int4 or WeightFormat.Int5:
                int bits = format == WeightFormat.Int4 ? BlockIntegerCodec.FewBits : BlockIntegerCodec.MoreBits;
                var integers = BlockIntegerWeight.Read(bits, outFeatures, inFeatures, read, device);
                _parameters.Add(new NamedTensor(name, shape, integers.Packed) { Scales = [integers.Steps, integers.Minima, integers.Scales] });
                return new BlockIntegerLinear(slices, integers, readBias(), Buffers);
            default:
                var floats = Nf4Weight.Read(outFeatures, inFeatures, read, device);
                _parameters.Add(new NamedTensor(name, shape, floats.Packed) { Scales = [floats.AbsmaxCodes, floats.AbsmaxScales] });
                return new Nf4Linear(slices, floats, readBias(), Buffers);
        }
    }

    /// <summary>Reads large tensors by several threads.</summary>
    private static TensorMemory.SliceFill InParts(CheckpointTensor stored) =>
        stored.IsReadWhole ? stored.ReadSingles : (first, values) => ParallelFill.Run(stored.ReadSingles, first, values);

    /// <summary>Reads the columns of a matrix one after another. They lie apart in the file, so it is read as a whole.</summary>
    private static TensorMemory.SliceFill Turned(CheckpointTensor stored)
    {
        var values = new float[checked((int)stored.ElementCount)];
        stored.ReadSingles(0, values);
        (long rows, long columns) = (stored.Shape[0], stored.Shape[1]);
        return (first, turned) =>
        {
            for (int i = 0; i < turned.Length; i++)
            {
                (long column, long row) = Math.DivRem(first + i, rows);
                turned[i] = values[(row * columns) + column];
            }
        };
    }

    private CheckpointTensor Require(string name, ReadOnlySpan<long> shape)
    {
        CheckpointTensor stored = Find(name) ?? throw checkpoint.Missing(name, names.Prefix);
        return stored.HasShape(shape)
            ? stored
            : throw new CorruptModelException(stored.Origin, $"{stored} does not fit {checkpoint.ConfigName}, which asks for [{string.Join(", ", shape.ToArray())}]");
    }

    private CheckpointTensor? Find(string name)
        => names.NamesOf(name).Select(checkpoint.Find).FirstOrDefault(static found => found is not null);
}
