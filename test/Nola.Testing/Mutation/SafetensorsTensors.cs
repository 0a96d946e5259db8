using System.Text;
using System.Text.Json.Nodes;

namespace Nola.Testing.Mutation;

/// <summary>
/// Changes to the tensors of a safetensors header that leave it in order by itself: what is wrong shows only against what the tensors are for.
/// </summary>
internal static class SafetensorsTensors
{
    public static byte[] Apply(Random random, byte[] json, ref byte[] data, out string what)
    {
        var header = (JsonObject)JsonNode.Parse(Encoding.UTF8.GetString(json))!;
        string[] names = [.. header.Select(static member => member.Key).Where(static name => name != "__metadata__")];
        string name = names[random.Next(names.Length)];
        JsonObject tensor = header[name]!.AsObject();
        long[] shape = [.. tensor["shape"]!.AsArray().Select(static size => (long)size!)];
        switch (random.Next(7))
        {
            case 0:
                what = $"'{name}' with its dimensions turned round";
                tensor["shape"] = Array(shape.Reverse());
                break;
            case 1:
                what = $"'{name}' flat";
                tensor["shape"] = Array([shape.Aggregate(1L, static (product, size) => product * size)]);
                break;
            case 2:
                what = $"'{name}' with dimensions of 1 around it";
                tensor["shape"] = Array([.. Enumerable.Repeat(1L, random.Next(1, 100)), .. shape]);
                break;
            case 3:
                what = "an empty tensor added";
                header["extra"] = Empty(data.Length, [0, random.NextInt64(1, long.MaxValue)]);
                break;
            case 4:
                what = $"'{name}' empty, its numbers another's";
                header["extra"] = tensor.DeepClone();
                header[name] = Empty((long)tensor["data_offsets"]![0]!, shape.Length == 0 ? [0] : [0, .. shape[1..]]);
                break;
            case 5:
                what = "a tensor of a thousand numbers added";
                header["extra"] = new JsonObject { ["dtype"] = "F32", ["shape"] = Array([1000]), ["data_offsets"] = Array([data.Length, data.Length + 4000]) };
                data = [.. data, .. new byte[4000]];
                break;
            default:
                string other = names[random.Next(names.Length)];
                what = $"'{name}' and '{other}' under each other's name";
                (JsonNode first, JsonNode second) = (header[name]!.DeepClone(), header[other]!.DeepClone());
                header[name] = second;
                header[other] = first;
                break;
        }

        return Encoding.UTF8.GetBytes(header.ToJsonString());
    }

    private static JsonObject Empty(long at, IEnumerable<long> shape) =>
        new() { ["dtype"] = "F32", ["shape"] = Array(shape), ["data_offsets"] = Array([at, at]) };

    private static JsonArray Array(IEnumerable<long> numbers) => [.. numbers.Select(static number => (JsonNode)number)];
}
