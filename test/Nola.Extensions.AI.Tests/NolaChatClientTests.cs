using Microsoft.Extensions.AI;
using Microsoft.ML;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Text;
using Nola.Testing;

namespace Nola.Extensions.AI.Tests;

[TestClass]
public sealed class NolaChatClientTests
{
    /// <summary>What the reference gives after the prompt (models/stories260K is its model): 24 tokens.</summary>
    private const string Answer = " named Lily. She loved to play outside in the park. One day, she saw a big, r";

    [TestMethod]
    public async Task The_answer_is_the_model_s_with_its_tokens_counted()
    {
        using var guard = new TensorGuard();
        using NolaTextGenerationTransformer stage = ChatFixture.CreateStage(new NolaGenerationOptions { MaxNewTokens = 28 });
        using NolaChatClient client = stage.AsChatClient(ChatFixture.Options);
        ChatResponse response = await client.GetResponseAsync(ChatFixture.Messages);
        Assert.AreEqual(Answer, response.Text);
        Assert.AreEqual(string.Concat(await ChatFixture.ReadAsync(stage.GenerateAsync(ChatFixture.Prompt))), response.Text);
        ChatMessage message = response.Messages.Single();
        Assert.AreEqual(ChatRole.Assistant, message.Role);
        Assert.AreEqual(ChatFinishReason.Length, response.FinishReason);
        Assert.AreEqual((13, 28, 41), (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount, response.Usage.TotalTokenCount));
        Assert.AreEqual(client.GetService<ChatClientMetadata>()!.DefaultModelId, response.ModelId);
        Assert.AreEqual(message.MessageId, response.ResponseId);
        Assert.IsNotNull(response.CreatedAt);

        // Neither holds the other's backbone.
        stage.Dispose();
        Assert.AreEqual(Answer, (await client.GetResponseAsync(ChatFixture.Messages)).Text);
    }

    /// <summary>Four bits are so few that a later word is another one.</summary>
    [TestMethod]
    public async Task A_model_as_it_came_is_held_in_fewer_bits()
    {
        var options = new NolaChatClientOptions { ChatTemplate = ChatFixture.Template, BaseQuantization = BaseQuantization.Nf4 };
        using var client = new NolaChatClient(BackboneReference.FromFolder(ChatFixture.Folder), options);
        using NolaTextGenerationTransformer stage = ChatFixture.CreateStage(new NolaGenerationOptions { MaxNewTokens = 28 }, quantization: BaseQuantization.Nf4);
        string answer = (await client.GetResponseAsync(ChatFixture.Messages, new ChatOptions { MaxOutputTokens = 28 })).Text;
        Assert.AreEqual(string.Concat(await ChatFixture.ReadAsync(stage.GenerateAsync(ChatFixture.Prompt))), answer);
        Assert.AreNotEqual(Answer, answer);
    }

    [TestMethod]
    public async Task The_pieces_of_a_stream_are_the_answer()
    {
        using NolaChatClient client = ChatFixture.Create();
        var options = new ChatOptions { MaxOutputTokens = 28 };
        List<ChatResponseUpdate> updates = await ChatFixture.ReadAsync(client.GetStreamingResponseAsync(ChatFixture.Messages, options));
        Assert.IsGreaterThan(10, updates.Count);
        Assert.AreEqual(Answer, string.Concat(updates.Select(static update => update.Text)));
        Assert.IsTrue(updates.TrueForAll(update => update.Role == ChatRole.Assistant && update.ResponseId == updates[0].ResponseId));
        Assert.IsTrue(updates.SkipLast(1).All(static update => update.FinishReason is null && update.Text.Length > 0));
        Assert.AreEqual(ChatFinishReason.Length, updates[^1].FinishReason);
        Assert.AreEqual(28, updates[^1].Contents.OfType<UsageContent>().Single().Details.OutputTokenCount);
        Assert.AreNotEqual(updates[0].ResponseId, (await client.GetResponseAsync(ChatFixture.Messages, options)).ResponseId);
    }

    [TestMethod]
    public async Task Options_are_followed()
    {
        using NolaChatClient client = ChatFixture.Create();
        async Task<ChatResponse> Ask(ChatOptions options)
        {
            options.MaxOutputTokens ??= 16;
            return await client.GetResponseAsync(ChatFixture.Messages, options);
        }

        Assert.AreEqual(3, (await Ask(new() { MaxOutputTokens = 3 })).Usage!.OutputTokenCount);
        ChatResponse stopped = await Ask(new() { StopSequences = ["She"] });
        Assert.AreEqual((" named Lily. ", ChatFinishReason.Stop), (stopped.Text, stopped.FinishReason));

        string greedy = (await Ask(new())).Text;
        Assert.AreEqual(greedy, (await Ask(new() { Temperature = 0, TopP = 0.5f, Seed = 3 })).Text);
        Assert.AreEqual(greedy, (await Ask(new() { TopK = 1, Seed = 3 })).Text, "one token to draw from");
        string[] drawn = await Task.WhenAll(Enumerable.Range(0, 5).Select(async seed => (await Ask(new() { Temperature = 2, Seed = seed })).Text));
        Assert.IsGreaterThan(2, drawn.Distinct().Count());
        Assert.AreEqual(drawn[2], (await Ask(new() { Temperature = 2, Seed = 2 })).Text, "a seed gives one text");

        Assert.AreEqual(5, (await client.GetResponseAsync(
            ChatFixture.Messages, new() { RawRepresentationFactory = static _ => new NolaGenerationOptions { MaxNewTokens = 5 } })).Usage!.OutputTokenCount);
    }

    [TestMethod]
    public async Task Instructions_are_the_begin_of_the_system_s_message()
    {
        using NolaChatClient client = ChatFixture.Create();
        var options = new ChatOptions { MaxOutputTokens = 1, Instructions = "Be brief." };
        async Task<long?> Count(IEnumerable<ChatMessage> messages, ChatOptions options) => (await client.GetResponseAsync(messages, options)).Usage!.InputTokenCount;
        long? said = await Count([new(ChatRole.System, "Be brief."), new(ChatRole.User, "Hi")], new() { MaxOutputTokens = 1 });
        Assert.AreEqual(said, await Count([new(ChatRole.User, "Hi")], options));
        said = await Count([new(ChatRole.System, "Be brief.\n\nBe kind."), new(ChatRole.User, "Hi")], new() { MaxOutputTokens = 1 });
        Assert.AreEqual(said, await Count([new(ChatRole.System, "Be kind."), new(ChatRole.User, "Hi")], options));
    }

    [TestMethod]
    public async Task What_it_cannot_give_is_refused()
    {
        using NolaChatClient client = ChatFixture.Create();
        async Task<string> Refusal(ChatOptions options) =>
            (await Assert.ThrowsAsync<ArgumentException>(() => client.GetResponseAsync(ChatFixture.Messages, options))).Message;
        string id = client.GetService<ChatClientMetadata>()!.DefaultModelId!;
        Assert.StartsWith(
            $"ChatOptions: ModelId is 'other', and this client has '{id}': leave it unset; ConversationId is 'c', and this client keeps no conversations: give all "
            + "messages; Tools has 1 tools, and this client calls none; FrequencyPenalty is 0.5, and this client has none: leave it unset; PresencePenalty is 1, and "
            + "this client has none: leave it unset; Temperature is -1; it must be at least 0; MaxNewTokens is 0; it must be 1 to ",
            await Refusal(new()
            {
                ModelId = "other",
                ConversationId = "c",
                Tools = [AIFunctionFactory.Create(static () => 1, "one")],
                FrequencyPenalty = 0.5f,
                PresencePenalty = 1,
                Temperature = -1,
                MaxOutputTokens = 0,
            }));
        Assert.IsNotEmpty((await client.GetResponseAsync(ChatFixture.Messages, new()
        {
            MaxOutputTokens = 4,
            ModelId = id,
            FrequencyPenalty = 0,
            ResponseFormat = ChatResponseFormat.Text,
            Tools = [AIFunctionFactory.Create(static () => 1, "one")],
            ToolMode = ChatToolMode.None,
        })).Text);

        async Task<string> RefusedMessages(params ChatMessage[] messages) =>
            (await Assert.ThrowsAsync<ArgumentException>(() => client.GetResponseAsync(messages))).Message;
        Assert.StartsWith("There are no messages to answer.", await RefusedMessages());
        Assert.StartsWith(
            "The message 1 has a DataContent; this client takes texts alone.",
            await RefusedMessages(new(ChatRole.User, "x"), new(ChatRole.User, [new DataContent(new byte[1], "image/png")])));
        Assert.StartsWith("The message 0 is null.", await RefusedMessages((ChatMessage)null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => client.GetResponseAsync((IEnumerable<ChatMessage>)null!));
        string many = string.Concat(Enumerable.Repeat("once upon a time ", 400));
        Assert.Contains("Leave out its oldest messages", (await Assert.ThrowsExactlyAsync<PromptTooLongException>(() => client.GetResponseAsync(many))).Message);
    }

    [TestMethod]
    public void A_model_without_a_template_says_what_to_do_and_gives_the_backbone_back()
    {
        using var guard = new TensorGuard();
        NolaCompatibilityException fault = Assert.Throws<NolaCompatibilityException>(() => new NolaChatClient(BackboneReference.FromFolder(ChatFixture.Folder)));
        Assert.AreEqual(
            $"The backbone in '{ChatFixture.Folder}' has no chat template: it was not trained on chats, or a file is missing. Set ChatTemplate of the options to the "
            + "one that the model was trained with, or generate from prompts with the stage.",
            fault.Message);
        using NolaTextGenerationTransformer stage = ChatFixture.CreateStage();
        Assert.Throws<NolaCompatibilityException>(() => stage.AsChatClient());
        Assert.Contains(
            "line 1: the filter 'nosuch'",
            Assert.Throws<NolaCompatibilityException>(() => stage.AsChatClient(new() { ChatTemplate = "{{ messages|nosuch }}" })).Message);
        Assert.Throws<ArgumentNullException>(() => stage.AsChatClient(new() { TimeProvider = null! }));
        Assert.StartsWith("BaseQuantization is Int8;", Assert.Throws<ArgumentException>(() => stage.AsChatClient(new() { BaseQuantization = BaseQuantization.Int8 })).Message);
        Assert.Throws<ArgumentNullException>(() => ((NolaTextGenerationTransformer)null!).AsChatClient());
        Assert.Throws<ArgumentNullException>(() => new NolaChatClient(null!));
    }

    [TestMethod]
    public async Task The_model_s_own_template_is_taken_and_its_refusals_are_told()
    {
        using var folder = new TemporaryFolder();
        foreach (string file in Directory.EnumerateFiles(ChatFixture.Folder))
        {
            File.Copy(file, folder.File(Path.GetFileName(file)));
        }

        File.WriteAllText(
            folder.File("chat_template.jinja"),
            "{% if messages|length > 1 %}{{ raise_exception('One message only') }}{% endif %}" + ChatFixture.Template);
        using NolaTextGenerationTransformer stage = ChatFixture.CreateStage(folder: folder.Path);
        using NolaChatClient client = stage.AsChatClient();
        Assert.StartsWith(" named Lily.", (await client.GetResponseAsync(ChatFixture.Messages)).Text);
        NolaException refusal = await Assert.ThrowsExactlyAsync<NolaException>(() => client.GetResponseAsync([.. ChatFixture.Messages, .. ChatFixture.Messages]));
        Assert.AreEqual($"The chat template of '{folder.File("chat_template.jinja")}' refuses these messages: One message only", refusal.Message);
        Assert.AreEqual("<s>a", client.GetService<ChatTemplate>()!.Apply([new ChatTemplateMessage("user", "a")]));
    }

    [TestMethod]
    public void It_says_what_it_is()
    {
        using NolaChatClient client = ChatFixture.Create();
        ChatClientMetadata metadata = client.GetService<ChatClientMetadata>()!;
        Assert.AreEqual("nola", metadata.ProviderName);
        Assert.IsNotNull(metadata.DefaultModelId);
        Assert.AreSame(client, client.GetService<NolaChatClient>());
        Assert.AreSame(client, client.GetService<IChatClient>());
        Assert.IsNull(client.GetService<NolaChatClient>("key"));
        Assert.IsNull(client.GetService(typeof(string)));
    }

    [TestMethod]
    public async Task A_cancelled_token_stops_it_and_dispose_gives_the_backbone_back()
    {
        using var guard = new TensorGuard();
        NolaChatClient client = ChatFixture.Create();
        using var source = new CancellationTokenSource();
        int pieces = 0;
        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (ChatResponseUpdate _ in client.GetStreamingResponseAsync(ChatFixture.Messages, new() { MaxOutputTokens = 400 }, source.Token))
            {
                pieces++;
                await source.CancelAsync();
            }
        });
        Assert.AreEqual(1, pieces);
        await Assert.ThrowsAsync<TaskCanceledException>(
            () => client.GetResponseAsync(ChatFixture.Messages, cancellationToken: new CancellationToken(canceled: true)));

        // Left early, a stream frees its memory; the guard sees it.
        await foreach (ChatResponseUpdate _ in client.GetStreamingResponseAsync(ChatFixture.Messages))
        {
            break;
        }

        client.Dispose();
        client.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.GetResponseAsync(ChatFixture.Messages));
    }
}
