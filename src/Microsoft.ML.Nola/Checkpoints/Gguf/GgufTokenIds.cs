using System.Text.Json;

namespace Microsoft.ML.Nola.Checkpoints.Gguf;

/// <summary>Says what config.json says of the tokens that begin, end and fill up a text.</summary>
internal static class GgufTokenIds
{
    /// <summary>Writes the settings of those that the file names.</summary>
    /// <exception cref="CorruptModelException">An id is no integer.</exception>
    public static void Write(GgufMetadata metadata, Utf8JsonWriter json)
    {
        WriteIfThere("bos_token_id", "bos");
        WriteIfThere("pad_token_id", "padding");
        // A text ends with each of them: of some chat models a turn ends with another token than a text does.
        int[] ends = [.. ((string[])["eos", "eot", "eom"]).Select(IdOrNull).OfType<int>().Distinct()];
        if (ends.Length == 1)
        {
            json.WriteNumber("eos_token_id", ends[0]);
        }
        else if (ends.Length > 1)
        {
            json.WriteStartArray("eos_token_id");
            Array.ForEach(ends, json.WriteNumberValue);
            json.WriteEndArray();
        }

        void WriteIfThere(string name, string key)
        {
            if (IdOrNull(key) is { } id)
            {
                json.WriteNumber(name, id);
            }
        }

        int? IdOrNull(string key) => metadata.GetIntegerOrNull($"tokenizer.ggml.{key}_token_id", 0, int.MaxValue);
    }
}
