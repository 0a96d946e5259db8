using Microsoft.Extensions.AI;
using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Extensions.AI.Tests;

/// <summary>The small language model of the repository, which writes stories, with a template for chats that it was not trained on.</summary>
internal static class ChatFixture
{
    /// <summary>What is said, one message after the other; messages of the system in brackets.</summary>
    public const string Template =
        "{{ bos_token }}{% for message in messages %}{% if message.role == 'system' %}[{{ message.content }}] {% else %}{{ message.content }}{% endif %}{% endfor %}";

    public const string Prompt = "Once upon a time, there was a little girl";

    public static string Folder { get; } = Path.Combine(Repository.Root, "models", "stories260K");

    public static NolaChatClientOptions Options => new() { ChatTemplate = Template };

    public static ChatMessage[] Messages => [new(ChatRole.User, Prompt)];

    public static NolaChatClient Create() => new(BackboneReference.FromFolder(Folder), Options);

    /// <summary>A stage with which nothing trains.</summary>
    public static NolaTextGenerationTransformer CreateStage(
        NolaGenerationOptions? generation = null, string? folder = null, BaseQuantization quantization = BaseQuantization.None)
    {
        var context = new MLContext();
        return context.Transforms.NolaTextGeneration(new NolaTextGenerationOptions
        {
            Backbone = BackboneReference.FromFolder(folder ?? Folder),
            BaseQuantization = quantization,
            Adapter = new AdapterConfig { Method = AdaptationMethod.LinearProbe },
            Generation = generation ?? new NolaGenerationOptions { MaxNewTokens = 24 },
        }).Fit(context.Data.LoadFromEnumerable([new Row()]));
    }

    public static async Task<List<T>> ReadAsync<T>(IAsyncEnumerable<T> items)
    {
        List<T> read = [];
        await foreach (T item in items)
        {
            read.Add(item);
        }

        return read;
    }

    private sealed class Row
    {
        public string Prompt { get; set; } = "Tom:";

        public string Completion { get; set; } = " ball";
    }
}
