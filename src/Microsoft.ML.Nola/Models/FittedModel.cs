using System.Runtime.CompilerServices;
using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;

namespace Microsoft.ML.Nola.Models;

/// <summary>
/// A fitted model of any task: adapter and head, bound to its backbone at first use and again after <see cref="Dispose"/>. Thread-safe.
/// </summary>
internal sealed class FittedModel : IDisposable
{
    /// <summary>The files of <see cref="ToFiles"/>.</summary>
    public static readonly IReadOnlyList<string> FileNames = [AdapterFolder.ConfigFileName, AdapterFolder.WeightsFileName];

    private readonly Adapter _adapter;
    private readonly IHead _head;
    private readonly Func<IReadOnlyList<string>> _backboneFolders;
    private readonly Lock _lock = new();
    private ModelBinding? _binding;

    internal FittedModel(
        Adapter adapter,
        ModelState state,
        IHead head,
        Func<IReadOnlyList<string>> backboneFolders,
        Func<AdapterInfo, NolaFitReport>? createReport,
        int? trainingSeed)
    {
        _adapter = adapter;
        State = state;
        _head = head;
        _backboneFolders = backboneFolders;
        Info = adapter.Describe(trainingSeed);
        Report = createReport?.Invoke(Info);
    }

    /// <summary>What was fitted, as data.</summary>
    public Adapter Adapter => _adapter;

    public AdapterInfo Info { get; }

    /// <summary>What the fit did; null after loading.</summary>
    public NolaFitReport? Report { get; }

    public ModelState State { get; }

    /// <summary>What makes the numbers of a row.</summary>
    public IHead Head => _head;

    /// <summary>What a user should know of the device that the model was last bound to; null if it is the one that was asked for.</summary>
    public string? Fallback { get; private set; }

    /// <summary>
    /// Takes an adapter folder's files (adapter_config.json, adapter_model.safetensors) as they were saved. Everything is read and checked here except
    /// the backbone, which is found at first use.
    /// </summary>
    /// <param name="files">Contents by file name.</param>
    /// <param name="origin">Where the files come from, for messages.</param>
    /// <param name="state">What the files do not say.</param>
    /// <param name="head">The task's head, which the files must have.</param>
    /// <param name="backboneFolders">Asked at first use: folders to look for the backbone in before the environment's.</param>
    public static FittedModel FromFiles(
        IReadOnlyDictionary<string, byte[]> files,
        string origin,
        ModelState state,
        IHead head,
        Func<IReadOnlyList<string>> backboneFolders)
    {
        Adapter adapter = AdapterFolder.Read(files, origin, state.Backbone.Identity!);
        if (!Fits(adapter.Head, head))
        {
            string found = string.Join(", ", adapter.Head.Take(3).Select(static tensor => $"{tensor.Name} [{string.Join(", ", tensor.Shape)}]"));
            throw new CorruptModelException($"{origin}/{AdapterFolder.WeightsFileName}", $"the head ({found}) is not one of {head.Description}");
        }

        if (state.Layout.Readout?.Name != (state.Readout as TokensReadout)?.Name)
        {
            throw new CorruptModelException(origin, $"the readout '{state.Readout.Name}' does not go with a head of {head.Description}");
        }

        return new FittedModel(adapter, state, head, backboneFolders, createReport: null, trainingSeed: null);
    }

    /// <summary>The same model with a binding of its own, which its holder gives back without a word to others.</summary>
    public FittedModel Share() => new(_adapter, State, _head, _backboneFolders, createReport: null, Info.TrainingSeed);

    /// <summary>The same model with other numbers that come from the same fit.</summary>
    public FittedModel With(Adapter adapter) => new(adapter, State, _head, _backboneFolders, Report is { } report ? _ => report : null, Info.TrainingSeed);

    /// <summary>A model of the same task with numbers that no fit alone has made.</summary>
    public FittedModel WithMixed(Adapter adapter) => new(adapter, State, _head, _backboneFolders, createReport: null, trainingSeed: null);

    /// <summary>The files of the adapter folder: adapter_config.json and adapter_model.safetensors.</summary>
    public IReadOnlyDictionary<string, byte[]> ToFiles() => AdapterFolder.Write(_adapter with { TaskType = _head.TaskType });

    /// <summary>Writes the adapter folder, with the readout that a zip has in its stage.</summary>
    public void SaveAdapter(string folder) => AdapterFolder.Save(_adapter with { TaskType = _head.TaskType }, folder, new ReadoutInfo(State.Readout.Name, State.MaxLength));

    /// <summary>Where the backbone's files lie now.</summary>
    /// <exception cref="BackboneNotFoundException">They are in none of the places searched.</exception>
    public string FindBackboneFolder() => BackboneLocator.Find(State.Backbone, _backboneFolders());

    /// <summary>The scores of rows, row after row.</summary>
    public RowScores Score(IReadOnlyList<RowInput> inputs)
    {
        using var rows = new RowsToScore(inputs, firstRow: 0);
        return Score(rows);
    }

    /// <summary>The scores of rows, row after row.</summary>
    /// <inheritdoc cref="BoundModel.Score"/>
    public RowScores Score(RowsToScore inputs, Func<RowsToScore>? readNext = null)
    {
        using BoundModel bound = Bind();
        return bound.Score(inputs, readNext);
    }

    /// <summary>The texts that the model makes of prompts.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="options">How to generate, already checked.</param>
    /// <param name="firstRow">The number of the first prompt's row, on which draws depend.</param>
    /// <param name="batchSize">The most rows of a batch, each beam a row.</param>
    /// <param name="throwIfCancelled">Called before each pass; what it throws ends the call.</param>
    public string[] Generate(IReadOnlyList<string> prompts, NolaGenerationOptions options, long firstRow, int batchSize, Action? throwIfCancelled = null)
    {
        using BoundModel bound = Bind();
        return Array.ConvertAll(bound.CreateGenerator(options, batchSize).GenerateAll(prompts, firstRow, throwIfCancelled), static generated => generated.Text);
    }

    /// <summary>How probable continuations of prompts are.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="continuations">The continuations of each.</param>
    /// <param name="firstRow">The number of the first prompt's row, for messages.</param>
    /// <param name="batchSize">The most rows of a batch.</param>
    /// <param name="throwIfCancelled">Called before each pass; what it throws ends the call.</param>
    public ContinuationScore[][] ScoreContinuations(
        IReadOnlyList<string> prompts, IReadOnlyList<string[]> continuations, long firstRow, int batchSize, Action? throwIfCancelled = null)
    {
        using BoundModel bound = Bind();
        return bound.CreateContinuationScorer(batchSize).ScoreAll(prompts, continuations, firstRow, throwIfCancelled);
    }

    /// <summary>The text that the model makes of a prompt, piece by piece.</summary>
    /// <inheritdoc cref="GenerationStream.ReadAllAsync"/>
    /// <param name="prompt">The prompt.</param>
    /// <param name="options">How to generate, already checked.</param>
    /// <param name="onEnd">Gets what was generated behind the last piece.</param>
    /// <param name="cancellationToken">Ends it between two passes.</param>
    public async IAsyncEnumerable<string> GenerateAsync(
        TextPrompt prompt,
        NolaGenerationOptions options,
        Action<GeneratedText>? onEnd,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The first call may load the backbone, for which no caller of an asynchronous method wants to wait.
        using BoundModel bound = await Task.Run(Bind, cancellationToken).ConfigureAwait(false);
        TextGenerator generator = bound.CreateGenerator(options, TextGenerator.StandardBatchSize);
        using GenerationStream stream = generator.Stream(generator.Encode(prompt));
        await foreach (string piece in stream.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return piece;
        }

        onEnd?.Invoke(stream.Result!);
    }

    /// <summary>Returns leases and caches; the model keeps its numbers and binds again on use.</summary>
    public void Dispose()
    {
        ModelBinding? binding;
        lock (_lock)
        {
            (binding, _binding) = (_binding, null);
        }

        binding?.Release();
    }

    private static bool Fits(IReadOnlyList<HeadTensor> found, IHead head)
    {
        // The width is the backbone's, which is not known yet: the first tensor shows it, unless the head has none, or none that depends on it.
        long width = found.Count > 0 && found[0].Shape.Length > 0 ? found[0].Shape[^1] : 1;
        return width is > 0 and <= int.MaxValue && HeadTensor.HaveShapes(found, head.Tensors((int)width));
    }

    /// <summary>
    /// The bound model with one more holder: a Dispose meanwhile lets calls under way end. The lock is never held while a backbone loads, or a thread that
    /// disposes the model at the end of the process would wait for a load that never ends.
    /// </summary>
    private BoundModel Bind()
    {
        while (true)
        {
            ModelBinding binding = GetBinding();
            try
            {
                if (binding.Acquire() is { } bound)
                {
                    Fallback = bound.Fallback;
                    return bound;
                }
            }
            catch
            {
                Forget(binding);
                throw;
            }

            Forget(binding);
        }
    }

    private ModelBinding GetBinding()
    {
        lock (_lock)
        {
            return _binding ??= new ModelBinding(() => new BoundModel(_adapter, State, _head, _backboneFolders(), TorchGate.Shared));
        }
    }

    private void Forget(ModelBinding binding)
    {
        lock (_lock)
        {
            _binding = ReferenceEquals(_binding, binding) ? null : _binding;
        }
    }
}
