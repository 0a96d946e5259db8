using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace NeighbourApp;

/// <summary>Listens to what .NET's own network classes report of themselves: sockets, look-ups of names, HTTP, TLS.</summary>
internal sealed class NetworkWatch : EventListener
{
    // Not a field with an initializer alone: the base constructor already reports the sources that exist.
    private ConcurrentQueue<string>? _events;

    private ConcurrentQueue<string> Events => LazyInitializer.EnsureInitialized(ref _events)!;

    public override string ToString() => Events.IsEmpty ? "untouched" : string.Join(", ", Events.Distinct());

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name.Contains("System.Net.", StringComparison.Ordinal))
        {
            EnableEvents(eventSource, EventLevel.Verbose, EventKeywords.All);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData) => Events.Enqueue($"{eventData.EventSource.Name}/{eventData.EventName}");
}
