using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;

namespace Nola.Bench.Images;

/// <summary>Writes an ONNX graph node by node. Every method that adds a node returns the name of its output.</summary>
/// <param name="name">The name of the graph.</param>
internal sealed class OnnxGraph(string name)
{
    /// <summary>The domain of the operators that only ONNX Runtime has.</summary>
    private const string RuntimeDomain = "com.microsoft";

    /// <summary>The first version of the operators that has Gelu.</summary>
    private const int OperatorSet = 20;

    private readonly GraphProto _graph = new() { Name = name };

    /// <summary>An input of single-precision numbers.</summary>
    public string Input(string input, params ReadOnlySpan<long> shape)
    {
        _graph.Input.Add(Describe(input, shape));
        return input;
    }

    /// <summary>Makes a node's output an output of the graph.</summary>
    public void Output(string output, string source, params ReadOnlySpan<long> shape)
    {
        _graph.Node.Add(new NodeProto { OpType = "Identity", Input = { source }, Output = { output } });
        _graph.Output.Add(Describe(output, shape));
    }

    /// <summary>Single-precision numbers that are part of the graph.</summary>
    public string Constant(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        Add(TensorProto.Types.DataType.Float, MemoryMarshal.AsBytes(values), shape);

    /// <summary>A list of 64-bit integers that is part of the graph, such as a shape.</summary>
    public string Integers(params ReadOnlySpan<long> values) => Add(TensorProto.Types.DataType.Int64, MemoryMarshal.AsBytes(values), [values.Length]);

    public string Add(string left, string right) => Node("Add", [left, right]);

    public string Multiply(string left, string right) => Node("Mul", [left, right]);

    public string MatMul(string left, string right) => Node("MatMul", [left, right]);

    public string Gelu(string input) => Node("Gelu", [input]);

    public string Softmax(string input) => Node("Softmax", [input], Number("axis", -1));

    public string Transpose(string input, params long[] order) => Node("Transpose", [input], Numbers("perm", order));

    public string Reshape(string input, params ReadOnlySpan<long> shape) => Node("Reshape", [input, Integers(shape)]);

    public string Concat(long axis, params string[] inputs) => Node("Concat", inputs, Number("axis", axis));

    /// <summary>A convolution whose windows do not overlap.</summary>
    public string Patches(string input, string weight, string bias, long side) =>
        Node("Conv", [input, weight, bias], Numbers("kernel_shape", side, side), Numbers("strides", side, side));

    public string LayerNorm(string input, string weight, string bias, float epsilon) =>
        Node(
            "LayerNormalization",
            [input, weight, bias],
            Number("axis", -1),
            new AttributeProto { Name = "epsilon", F = epsilon, Type = AttributeProto.Types.AttributeType.Float });

    /// <summary>ONNX Runtime's own attention: query, key and value by one map, and all that follows but the map of its output.</summary>
    public string RuntimeAttention(string input, string weight, string bias, long heads)
    {
        string output = Node("Attention", [input, weight, bias], Number("num_heads", heads));
        _graph.Node[^1].Domain = RuntimeDomain;
        return output;
    }

    /// <summary>ONNX Runtime's own addition of a bias before Gelu.</summary>
    public string RuntimeBiasGelu(string input, string bias)
    {
        string output = Node("BiasGelu", [input, bias]);
        _graph.Node[^1].Domain = RuntimeDomain;
        return output;
    }

    public void Write(string path)
    {
        var model = new ModelProto
        {
            IrVersion = 9,
            ProducerName = "Nola.Bench",
            Graph = _graph,
            OpsetImport =
            {
                new OperatorSetIdProto { Domain = string.Empty, Version = OperatorSet },
                new OperatorSetIdProto { Domain = RuntimeDomain, Version = 1 },
            },
        };
        using FileStream file = File.Create(path);
        model.WriteTo(file);
    }

    private static AttributeProto Number(string attribute, long value) =>
        new() { Name = attribute, I = value, Type = AttributeProto.Types.AttributeType.Int };

    private static AttributeProto Numbers(string attribute, params long[] values) =>
        new() { Name = attribute, Ints = { values }, Type = AttributeProto.Types.AttributeType.Ints };

    private static ValueInfoProto Describe(string value, ReadOnlySpan<long> shape)
    {
        var sizes = new TensorShapeProto();
        foreach (long size in shape)
        {
            sizes.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = size });
        }

        return new ValueInfoProto
        {
            Name = value,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = sizes } },
        };
    }

    private string Add(TensorProto.Types.DataType type, ReadOnlySpan<byte> content, ReadOnlySpan<long> shape)
    {
        var tensor = new TensorProto { Name = $"constant{_graph.Initializer.Count}", DataType = (int)type, RawData = ByteString.CopyFrom(content) };
        foreach (long size in shape)
        {
            tensor.Dims.Add(size);
        }

        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private string Node(string operation, string[] inputs, params AttributeProto[] attributes)
    {
        string output = $"{operation}{_graph.Node.Count}";
        _graph.Node.Add(new NodeProto { Name = output, OpType = operation, Input = { inputs }, Output = { output }, Attribute = { attributes } });
        return output;
    }
}
