using System.Globalization;

namespace Nola.Testing;

/// <summary>A llama of a few hundred numbers as a GGUF file, whole enough to be read, configured and used.</summary>
public static class TinyGguf
{
    public const int Hidden = 8;
    public const int Heads = 2;
    public const int Inner = 12;
    public const int Layers = 1;

    /// <summary>The letters of the 256 bytes in GPT-2's alphabet, then merges of some.</summary>
    public static IReadOnlyList<string> Letters { get; } = [.. Enumerable.Range(0, 256).Select(static value => Letter(value).ToString())];

    public static string[] Tokens { get; } = ["<|end|>", .. Letters, "he", "ll", "hell", "hello", "\u0120w", "<tool>"];

    public static string[] Merges { get; } = ["h e", "l l", "he ll", "hell o", "\u0120 w"];

    public static int[] Types { get; } = [3, .. Enumerable.Repeat(1, Tokens.Length - 2), 4];

    /// <summary>Makes the writer of a file, to which a test may still do something.</summary>
    public static GgufWriter Create(int seed = 1, string architecture = "llama")
    {
        var random = new Random(seed);
        GgufWriter writer = new GgufWriter()
            .Add("general.architecture", architecture)
            .Add(architecture + ".block_count", Layers)
            .Add(architecture + ".context_length", 64)
            .Add(architecture + ".embedding_length", Hidden)
            .Add(architecture + ".feed_forward_length", Inner)
            .Add(architecture + ".attention.head_count", Heads)
            .Add(architecture + ".attention.head_count_kv", 1)
            .Add(architecture + ".attention.layer_norm_rms_epsilon", 1e-5f)
            .Add(architecture + ".rope.freq_base", 10000f)
            .Add("tokenizer.ggml.model", "gpt2")
            .Add("tokenizer.ggml.pre", "smollm")
            .Add("tokenizer.ggml.tokens", Tokens)
            .Add("tokenizer.ggml.token_type", Types)
            .Add("tokenizer.ggml.merges", Merges)
            .Add("tokenizer.ggml.bos_token_id", 0)
            .Add("tokenizer.ggml.eos_token_id", 0)
            .Add("tokenizer.ggml.add_bos_token", false)
            .Add("tokenizer.chat_template", "{{ messages }}");
        Add("token_embd", Tokens.Length, Hidden);
        Add("output_norm", Hidden);
        for (int layer = 0; layer < Layers; layer++)
        {
            string prefix = string.Create(CultureInfo.InvariantCulture, $"blk.{layer}.");
            Add(prefix + "attn_norm", Hidden);
            Add(prefix + "attn_q", Hidden, Hidden);
            Add(prefix + "attn_k", Hidden / Heads, Hidden);
            Add(prefix + "attn_v", Hidden / Heads, Hidden);
            Add(prefix + "attn_output", Hidden, Hidden);
            Add(prefix + "ffn_norm", Hidden);
            Add(prefix + "ffn_gate", Inner, Hidden);
            Add(prefix + "ffn_up", Inner, Hidden);
            Add(prefix + "ffn_down", Hidden, Inner);
        }

        return writer;

        void Add(string name, params long[] shape) => writer.AddTensor(
            name + ".weight",
            [.. Enumerable.Range(0, (int)shape.Aggregate(1L, static (product, size) => product * size)).Select(_ => (float)((random.NextDouble() - 0.5) * 0.4))],
            shape);
    }

    // Bytes that print stand for themselves, the others for the letters from U+0100 on.
    private static char Letter(int value) => IsPrinted(value) ? (char)value : (char)(0x100 + Enumerable.Range(0, value).Count(static other => !IsPrinted(other)));

    private static bool IsPrinted(int value) => value is (>= 33 and <= 126) or (>= 161 and <= 172) or (>= 174 and <= 255);
}
