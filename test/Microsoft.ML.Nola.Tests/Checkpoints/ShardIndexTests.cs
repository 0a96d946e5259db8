using Microsoft.ML.Nola.Checkpoints;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Checkpoints;

[TestClass]
public sealed class ShardIndexTests
{
    [TestMethod]
    [DataRow("""{"weight_map":{"a":"../s.safetensors"}}""", "not the plain name")]
    [DataRow("""{"weight_map":{"a":"/tmp/s.safetensors"}}""", "not the plain name")]
    [DataRow("""{"weight_map":{"a":"..\\s.safetensors"}}""", "not the plain name")]
    [DataRow("""{"weight_map":{"a":"C:s.safetensors"}}""", "not the plain name")]
    [DataRow("""{"weight_map":{"a":"s.bin"}}""", "not the plain name")]
    [DataRow("""{"weight_map":{"a":1}}""", "'weight_map.a' is 1")]
    [DataRow("""{"weight_map":[]}""", "not an object")]
    [DataRow("""{"weight_map":{}}""", "is empty")]
    [DataRow("""{}""", "'weight_map' is missing")]
    public void A_faulty_index_is_refused(string json, string cause)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("model.safetensors.index.json");
        File.WriteAllText(path, json);
        StringAssert.Contains(Hostile.IsRefused(path, () => ShardIndex.Load(path)).Message, cause, StringComparison.Ordinal);
    }
}
