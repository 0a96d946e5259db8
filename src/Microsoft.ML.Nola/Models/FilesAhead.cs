using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Models;

/// <summary>
/// What a new process does beside loading libtorch, which takes one thread a fifth of a second: a backbone's files are hashed, and its tokenizer is read. Once
/// libtorch is there nothing is done ahead. What is wrong with a file is left to whoever reads it next.
/// </summary>
internal sealed class FilesAhead
{
    private readonly Task<TextTokenizer?>? _work;

    private FilesAhead(Task<TextTokenizer?>? work)
    {
        _work = work;
    }

    /// <summary>Begins, unless libtorch is loaded.</summary>
    /// <param name="request">The backbone.</param>
    /// <param name="readsTexts">Whether its tokenizer is wanted.</param>
    public static FilesAhead Begin(BackboneRequest request, bool readsTexts) => Begin(request, readsTexts, TorchRuntime.IsLoaded);

    internal static FilesAhead Begin(BackboneRequest request, bool readsTexts, bool isLoaded) => new(
        isLoaded
            ? null
            : Task.Factory.StartNew(() => Read(request, readsTexts), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

    /// <summary>The tokenizer, waited for; null if none was read.</summary>
    public TextTokenizer? TakeTokenizer() => _work?.GetAwaiter().GetResult();

    private static TextTokenizer? Read(BackboneRequest request, bool readsTexts)
    {
        try
        {
            string folder = BackboneLocator.Find(request.Reference, request.Folders);
            _ = BackboneIdentity.Compute(folder);
            return readsTexts ? TextTokenizer.FromFolder(folder) : null;
        }
        catch (Exception exception) when (exception is NolaException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
