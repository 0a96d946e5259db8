using System.Text.Json;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.SentencePiece;

namespace Microsoft.ML.Nola.Text.Gguf;

/// <summary>Says what tokenizer_config.json would say of a GGUF file's tokenizer: its special tokens, and the template of chats.</summary>
internal static class GgufTokenizerSettings
{
    /// <summary>Names of special tokens in tokenizer_config.json, and in the keys of GGUF.</summary>
    private static readonly (string Name, string Key)[] Named =
        [("bos_token", "bos"), ("eos_token", "eos"), ("unk_token", "unknown"), ("pad_token", "padding"), ("sep_token", "separator"), ("mask_token", "mask")];

    /// <summary>Makes the settings.</summary>
    /// <exception cref="CorruptModelException">A key is faulty.</exception>
    public static JsonSettings Read(GgufVocabulary vocabulary, GgufTokenizerKind kind)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            if (kind.ClassName is not null)
            {
                json.WriteString("tokenizer_class", kind.ClassName);
            }

            json.WriteBoolean("add_bos_token", kind.AddsBegin);
            json.WriteBoolean("add_eos_token", kind.AddsEnd);
            foreach ((string name, string key) in Named)
            {
                WriteIfThere(json, name, vocabulary.TokenOf(key));
            }

            WriteIfThere(json, "chat_template", vocabulary.Metadata.GetStringOrNull("tokenizer.chat_template"));
            WriteSpecial(json, vocabulary);
            json.WriteEndObject();
        }

        return JsonSettings.Parse(stream.ToArray(), vocabulary.Metadata.Origin);
    }

    private static void WriteSpecial(Utf8JsonWriter json, GgufVocabulary vocabulary)
    {
        json.WriteStartObject("added_tokens_decoder");
        foreach (int id in vocabulary.Special().Where(id => vocabulary.Tokens[id].Length > 0))
        {
            json.WriteStartObject(FormattableString.Invariant($"{id}"));
            json.WriteString("content", vocabulary.Tokens[id]);
            json.WriteBoolean("special", vocabulary.TypeOf(id) == SentencePieceType.Control);
            json.WriteBoolean("normalized", false);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteIfThere(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }
}
