using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging;
using Microsoft.ML.Nola;

namespace Nola.Extensions.AI.Tests;

/// <summary>The chat client under what Microsoft.Extensions.AI puts around such clients.</summary>
[TestClass]
public sealed class ChatPipelineTests
{
    [TestMethod]
    public async Task A_pipeline_caches_and_logs_answers()
    {
        using NolaChatClient inner = ChatFixture.Create();
        var cache = new Cache();
        var log = new Logs();
        using IChatClient client = new ChatClientBuilder(inner).UseLogging(log).UseDistributedCache(cache).UseLogging(log).Build();
        var options = new ChatOptions { MaxOutputTokens = 12 };
        ChatResponse first = await client.GetResponseAsync(ChatFixture.Messages, options);
        Assert.StartsWith(" named Lily.", first.Text);
        Assert.HasCount(1, cache.Entries);
        ChatResponse second = await client.GetResponseAsync(ChatFixture.Messages, options);
        Assert.AreEqual((first.Text, first.ResponseId), (second.Text, second.ResponseId), "from the cache");
        Assert.AreEqual(first.Usage!.InputTokenCount, second.Usage!.InputTokenCount);
        Assert.AreEqual(first.FinishReason, second.FinishReason);

        List<ChatResponseUpdate> updates = await ChatFixture.ReadAsync(client.GetStreamingResponseAsync(ChatFixture.Messages, options));
        Assert.AreEqual(first.Text, string.Concat(updates.Select(static update => update.Text)));
        Assert.HasCount(2, cache.Entries);
        Assert.IsTrue(log.Lines.Exists(static line => line.Contains("GetResponseAsync completed", StringComparison.Ordinal)), string.Join('\n', log.Lines));
        Assert.AreSame(inner, client.GetService<NolaChatClient>());
    }

    [TestMethod]
    public async Task A_conversation_that_is_too_long_is_refused_and_a_reducer_makes_it_fit()
    {
        using NolaChatClient inner = ChatFixture.Create();
        ChatMessage[] messages = [.. Enumerable.Repeat(new ChatMessage(ChatRole.User, string.Join(' ', Enumerable.Repeat("dog", 200))), 3), .. ChatFixture.Messages];
        var options = new ChatOptions { MaxOutputTokens = 6 };
        PromptTooLongException fault = await Assert.ThrowsExactlyAsync<PromptTooLongException>(() => inner.GetResponseAsync(messages, options));
        Assert.StartsWith("The conversation has more than 512 tokens, and the backbone reads 512, conversation and answer together. Leave out", fault.Message);
        Assert.AreEqual(512, fault.ContextLength);

#pragma warning disable MEAI001 // Reducers are experimental in Microsoft.Extensions.AI.
        using IChatClient client = new ChatClientBuilder(inner).UseChatReducer(new MessageCountingChatReducer(1)).Build();
#pragma warning restore MEAI001
        ChatResponse reduced = await client.GetResponseAsync(messages, options);
        Assert.AreEqual((await inner.GetResponseAsync(ChatFixture.Messages, options)).Text, reduced.Text);
    }

    private sealed class Cache : IDistributedCache
    {
        public Dictionary<string, byte[]> Entries { get; } = new(StringComparer.Ordinal);

        public byte[]? Get(string key) => Entries.GetValueOrDefault(key);

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Task.FromResult(Get(key));

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => Entries[key] = value;

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
        {
            Set(key, value, options);
            return Task.CompletedTask;
        }

        public void Refresh(string key)
        {
        }

        public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

        public void Remove(string key) => Entries.Remove(key);

        public Task RemoveAsync(string key, CancellationToken token = default)
        {
            Remove(key);
            return Task.CompletedTask;
        }
    }

    private sealed class Logs : ILoggerFactory, ILogger
    {
        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Lines)
            {
                Lines.Add(formatter(state, exception));
            }
        }
    }
}
