using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Persistence;
using Microsoft.ML.Nola.Scoring;
using Microsoft.ML.Nola.TextClassification;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Nola;

/// <summary>A fitted text classifier. It adds a predicted label and the probability of each class; the label column stays and is not needed.</summary>
public sealed class NolaTextClassificationTransformer : NolaTransformer
{
    internal const string ComponentName = "NolaTextClassificationTransformer";

    /// <summary>In the order of reading: what says how large others may be comes first.</summary>
    private static readonly string[] EntryNames = [StageJson.EntryName, .. TextClassifier.FileNames, LabelValues.EntryName];

    private readonly TextStage _stage;
    private readonly LabelValues? _labels;
    private readonly TextClassifier _classifier;
    private readonly bool _embedsBackbone;
    private long _forwards;
    private bool _toldOfFallback;

    internal NolaTextClassificationTransformer(
        StageEnvironment environment, TextStage stage, LabelValues? labels, TextClassifier classifier, bool embedsBackbone)
        : base(environment)
    {
        _stage = stage;
        _labels = labels;
        _classifier = classifier;
        _embedsBackbone = embedsBackbone;
    }

    /// <inheritdoc/>
    public override AdapterInfo Adapter => _classifier.Info;

    /// <inheritdoc/>
    public override NolaFitReport? Report => _classifier.Report;

    /// <summary>How often the network was asked, for tests of batching.</summary>
    internal long Forwards => Interlocked.Read(ref _forwards);

    /// <inheritdoc/>
    public override void SaveAdapter(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        _classifier.SaveAdapter(folder);
    }

    internal static NolaTextClassificationTransformer Load(IHostEnvironment given, StageReader reader)
    {
        (IReadOnlyDictionary<string, byte[]> entries, IReadOnlyList<(string Name, string Hash)> backboneFiles) = ModelZip.Read(
            reader, EntryNames, (name, entries) => TextStageSizes.CompressibleLength(name, entries, reader.PathOf));
        var environment = new StageEnvironment(given, ComponentName);
        string stagePath = reader.PathOf(StageJson.EntryName);
        TextStage stage = entries.TryGetValue(StageJson.EntryName, out byte[]? json)
            ? TextStage.Read(json, stagePath)
            : throw new CorruptModelException(stagePath, "the zip lacks it");
        LabelValues? labels = entries.TryGetValue(LabelValues.EntryName, out byte[]? values)
            ? LabelValues.Read(values, stage.Classes, reader.PathOf(LabelValues.EntryName))
            : null;
        var files = entries.Where(static entry => entry.Key is not (StageJson.EntryName or LabelValues.EntryName)).ToDictionary(StringComparer.Ordinal);
        var state = new TextClassifierState
        {
            BackboneIdentity = stage.BackboneIdentity,
            ClassCount = stage.Classes,
            Pooling = stage.Pooling,
            MaxLength = stage.MaxLength,
            GpuDeviceId = environment.GpuDeviceId,
            FallbackToCpu = environment.FallbackToCpu,
        };
        UnpackedBackbone? embedded = EmbeddedBackbone.Read(reader, backboneFiles, stage.BackboneIdentity, environment.TempFilePath);
        var classifier = TextClassifier.FromFiles(
            files, reader.PathOf(""), state, () => embedded is null ? environment.BackboneFolders : [embedded.Folder, .. environment.BackboneFolders]);
        return new NolaTextClassificationTransformer(environment, stage, labels, classifier, embedsBackbone: embedded is not null);
    }

    private protected override IBatchScorer Bind(DataViewSchema inputSchema) =>
        new TextScorer(inputSchema, _stage.Columns, _labels, _stage.Classes, _stage.BatchSize, Score);

    private protected override void Save(ModelSaveContext context)
    {
        var entries = _classifier.ToFiles().ToDictionary(static file => file.Key, static file => EntryContent.Of(file.Value), StringComparer.Ordinal);
        entries.Add(StageJson.EntryName, EntryContent.Of(StageJson.Write(_stage)));
        if (_labels is not null)
        {
            entries.Add(LabelValues.EntryName, EntryContent.Of(_labels.Write()));
        }

        if (_embedsBackbone)
        {
            foreach ((string name, EntryContent content) in EmbeddedBackbone.Write(_classifier.FindBackboneFolder()))
            {
                entries.Add(name, content);
            }
        }

        ModelZip.Write(new StageWriter(context, TextClassificationLoader.Signature), entries);
    }

    private protected override void ReleaseBackbone() => _classifier.Dispose();

    private float[] Score(IReadOnlyList<string> first, IReadOnlyList<string>? second)
    {
        Interlocked.Increment(ref _forwards);
        float[] scores = _classifier.Score(first, second);
        if (_classifier.Fallback is { } fallback && !Interlocked.Exchange(ref _toldOfFallback, true))
        {
            using IChannel channel = Environment.Host.Start("Score");
            channel.Warning(MessageSensitivity.None, fallback);
        }

        return scores;
    }
}
