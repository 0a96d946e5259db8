using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;

namespace Microsoft.ML.Nola.TextClassification;

/// <summary>
/// A fitted text classifier: kilobytes of adapter and head, bound to its backbone at first use and again after <see cref="Dispose"/>. Thread-safe.
/// </summary>
internal sealed class TextClassifier : IDisposable
{
    /// <summary>The files of <see cref="ToFiles"/>.</summary>
    public static readonly IReadOnlyList<string> FileNames = [AdapterFolder.ConfigFileName, AdapterFolder.WeightsFileName];

    private readonly Adapter _adapter;
    private readonly TextClassifierState _state;
    private readonly Func<IReadOnlyList<string>> _backboneFolders;
    private readonly Lock _lock = new();
    private BoundTextClassifier? _bound;

    internal TextClassifier(
        Adapter adapter,
        TextClassifierState state,
        Func<IReadOnlyList<string>> backboneFolders,
        NolaFitReport? report,
        int? trainingSeed)
    {
        _adapter = adapter;
        _state = state;
        _backboneFolders = backboneFolders;
        Report = report;
        Info = adapter.Describe(trainingSeed);
    }

    public AdapterInfo Info { get; }

    /// <summary>What the fit did; null after loading.</summary>
    public NolaFitReport? Report { get; }

    /// <summary>What a user should know of the device it was bound to at last; null where it is the one that was asked for.</summary>
    public string? Fallback { get; private set; }

    public int ClassCount => _state.ClassCount;

    public int MaxLength => _state.MaxLength;

    public PoolingMode Pooling => _state.Pooling;

    /// <summary>
    /// Takes an adapter folder's files (adapter_config.json, adapter_model.safetensors) as they were saved. Everything is read and checked here except
    /// the backbone, which is found at first use.
    /// </summary>
    /// <param name="files">Contents by file name.</param>
    /// <param name="origin">Where the files come from, for messages.</param>
    /// <param name="settings">What the files do not say.</param>
    /// <param name="backboneFolders">Asked at first use: folders to look for the backbone in before the environment's.</param>
    public static TextClassifier FromFiles(
        IReadOnlyDictionary<string, byte[]> files,
        string origin,
        TextClassifierState settings,
        Func<IReadOnlyList<string>> backboneFolders)
    {
        Adapter adapter = AdapterFolder.Read(files, origin, settings.BackboneIdentity);
        if (!HeadFits(adapter.Head, settings.ClassCount))
        {
            string found = string.Join(", ", adapter.Head.Take(3).Select(static tensor => $"{tensor.Name} [{string.Join(", ", tensor.Shape)}]"));
            throw new CorruptModelException($"{origin}/{AdapterFolder.WeightsFileName}", $"the head ({found}) is not one of {settings.ClassCount} classes");
        }

        return new TextClassifier(
            adapter, settings, backboneFolders, report: null, trainingSeed: null);
    }

    /// <summary>The files of the adapter folder: adapter_config.json and adapter_model.safetensors.</summary>
    public IReadOnlyDictionary<string, byte[]> ToFiles() => AdapterFolder.Write(_adapter);

    /// <summary>Writes the adapter folder, with the readout that a zip has in its stage.</summary>
    public void SaveAdapter(string folder) =>
        AdapterFolder.Save(_adapter, folder, new ReadoutInfo(_state.Pooling.ToString().ToLowerInvariant(), _state.MaxLength));

    /// <summary>Where the backbone's files lie now.</summary>
    /// <exception cref="BackboneNotFoundException">They are in none of the places searched.</exception>
    public string FindBackboneFolder() => BackboneLocator.Find(BackboneReference.FromIdentity(_state.BackboneIdentity), _backboneFolders());

    /// <summary>Class probabilities (softmax), row-major [rows, classes]. <paramref name="second"/> has as many texts as <paramref name="first"/>.</summary>
    public float[] Score(IReadOnlyList<string> first, IReadOnlyList<string>? second)
    {
        using BoundTextClassifier bound = Bind();
        return bound.Score(first, second);
    }

    /// <summary>Returns leases and caches; the classifier keeps its kilobytes and binds again on use.</summary>
    public void Dispose()
    {
        BoundTextClassifier? bound;
        lock (_lock)
        {
            bound = _bound;
            _bound = null;
        }

        bound?.Dispose();
    }

    private static bool HeadFits(IReadOnlyList<HeadTensor> head, int classes) =>
        head is [{ Name: ClassificationHead.WeightName, Shape: [long rows, > 0] }, { Name: ClassificationHead.BiasName, Shape: [long entries] }]
        && rows == classes && entries == classes;

    /// <summary>The bound classifier with one more holder: a Dispose meanwhile lets calls under way end.</summary>
    private BoundTextClassifier Bind()
    {
        lock (_lock)
        {
            _bound ??= new BoundTextClassifier(_adapter, _state, _backboneFolders(), TorchGate.Shared);
            Fallback = _bound.Fallback;
            _bound.AddHolder();
            return _bound;
        }
    }
}
