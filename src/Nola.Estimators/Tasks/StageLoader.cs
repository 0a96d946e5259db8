using Microsoft.ML;
using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Persistence;
using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks;
using Microsoft.ML.Nola.Tasks.BinaryTextClassification;
using Microsoft.ML.Nola.Tasks.ImageClassification;
using Microsoft.ML.Nola.Tasks.ImageFeatures;
using Microsoft.ML.Nola.Tasks.MultiLabelTextClassification;
using Microsoft.ML.Nola.Tasks.NamedEntityRecognition;
using Microsoft.ML.Nola.Tasks.QuestionAnswering;
using Microsoft.ML.Nola.Tasks.TextClassification;
using Microsoft.ML.Nola.Tasks.TextFeatures;
using Microsoft.ML.Nola.Tasks.TextGeneration;
using Microsoft.ML.Nola.Tasks.TextRegression;
using Microsoft.ML.Runtime;

// ML.NET finds the loader by this when it reads a zip that names this assembly.
[assembly: LoadableClass(typeof(ITransformer), typeof(StageLoader), null, typeof(SignatureLoadModel), StageLoader.UserName, StageSignature.CurrentLoader)]

namespace Microsoft.ML.Nola.Tasks;

/// <summary>What ML.NET calls when it meets a stage in a zip. A task is one line here.</summary>
internal static class StageLoader
{
    internal const string UserName = "NOLA stage";

    /// <summary>The bytes of a label: some hundreds of letters, many of them common to several labels.</summary>
    private const long LabelLength = 1024;

    private static readonly LoadableTask[] Tasks =
    [
        new(TextClassificationStage.TaskName, TextClassificationStage.Read, static stage => new NolaTextClassificationTransformer(stage)),
        new(BinaryTextClassificationStage.TaskName, BinaryTextClassificationStage.Read, static stage => new NolaBinaryTextClassificationTransformer(stage)),
        new(TextRegressionStage.TaskName, TextRegressionStage.Read, static stage => new NolaTextRegressionTransformer(stage)),
        new(NamedEntityRecognitionStage.TaskName, NamedEntityRecognitionStage.Read, static stage => new NolaNamedEntityRecognitionTransformer(stage)),
        new(MultiLabelStage.TaskName, MultiLabelStage.Read, static stage => new NolaMultiLabelTextClassificationTransformer(stage)),
        new(TextFeatureStage.TaskName, TextFeatureStage.Read, static stage => new NolaFeaturizeTextTransformer(stage)),
        new(TextGenerationStage.TaskName, TextGenerationStage.Read, static stage => new NolaTextGenerationTransformer(stage)),
        new(ImageClassificationStage.TaskName, ImageClassificationStage.Read, static stage => new NolaImageClassificationTransformer(stage)),
        new(ImageFeatureStage.TaskName, ImageFeatureStage.Read, static stage => new NolaFeaturizeImageTransformer(stage)),
        new(QuestionAnsweringStage.TaskName, QuestionAnsweringStage.Read, static stage => new NolaQuestionAnsweringTransformer(stage)),
    ];

    /// <summary>In the order in which they are read: the first ones say how large the later ones may be.</summary>
    private static readonly string[] EntryNames = [StageJson.EntryName, .. FittedModel.FileNames, LabelValues.EntryName];

    /// <summary>Found by reflection, by its name, its parameters and exactly this return type.</summary>
    internal static ITransformer Create(IHostEnvironment environment, ModelLoadContext context) => Load(environment, context, StageSignature.Current);

    /// <summary>The transformer of a stage that is there already.</summary>
    internal static NolaTransformer CreateTransformer(FittedStage stage) => Array.Find(Tasks, task => task.Name == stage.Task.Name)!.Create(stage);

    /// <summary>Reads every entry of a stage and checks it. The backbone is found at first use, unless it is in the zip.</summary>
    internal static NolaTransformer Load(IHostEnvironment given, ModelLoadContext context, StageSignature signature)
    {
        Compatibility.Check();
        var reader = new StageReader(context, signature);
        StageContents zip = ModelZip.Read(reader, EntryNames, (name, read) => CompressibleLength(name, read, reader.PathOf));
        (StageRecord record, LoadableTask task, FittedTask fitted) = ReadTask(zip, reader.PathOf);
        var environment = new StageEnvironment(given, FittedStage.ComponentName(fitted));
        UnpackedBackbone? embedded = EmbeddedBackbone.Read(reader, zip.BackboneFiles, record.Backbone.Identity, environment.TempFilePath);
        var files = zip.Entries.Where(static entry => FittedModel.FileNames.Contains(entry.Key, StringComparer.Ordinal)).ToDictionary(StringComparer.Ordinal);
        FittedModel model = FittedModel.FromFiles(
            files,
            reader.PathOf("").TrimEnd('/'),
            record.ToState(fitted, environment),
            fitted.Head,
            () => embedded is null ? environment.BackboneFolders : [embedded.Folder, .. environment.BackboneFolders]);
        return task.Create(new FittedStage(environment, fitted, record, model, embedsBackbone: embedded is not null));
    }

    private static (StageRecord Record, LoadableTask Task, FittedTask Fitted) ReadTask(StageContents zip, Func<string, string> pathOf)
    {
        string path = pathOf(StageJson.EntryName);
        byte[] json = zip.Entries.TryGetValue(StageJson.EntryName, out byte[]? content) ? content : throw new CorruptModelException(path, "the zip lacks it");
        StageRecord record = zip.FormatVersion == 1 ? StageRecordV1.Read(json, path).ToRecord(path) : StageRecord.Read(json, path);
        LoadableTask task = Array.Find(Tasks, task => task.Name == record.Task)
            ?? throw new NolaCompatibilityException(
                $"'{path}' is of the task '{record.Task}'; this version of Nola.MLNet knows {string.Join(", ", Tasks.Select(static task => task.Name))}. "
                + "Update the package Nola.MLNet.");
        FittedTask fitted = task.Read(record, new StageEntries(zip.Entries, pathOf));
        return fitted.Layout is TextLayout == record.MaxLength is not null
            ? (record, task, fitted)
            : throw new CorruptModelException(path, "a stage over texts says at how many tokens they are cut, and no other stage does");
    }

    /// <summary>How long an entry may be however well a zip compresses it, from the entries that are read first; 0 if they say nothing about it.</summary>
    private static long CompressibleLength(string name, StageContents read, Func<string, string> pathOf)
    {
        if (name is not (AdapterFolder.WeightsFileName or LabelValues.EntryName) || !read.Entries.ContainsKey(StageJson.EntryName))
        {
            return 0;
        }

        IHead head = ReadTask(read, pathOf).Fitted.Head;
        int outputs = head.Tensors(1).Count == 0 ? 0 : head.OutputWidth;
        if (name == LabelValues.EntryName)
        {
            return outputs * LabelLength;
        }

        return read.Entries.TryGetValue(AdapterFolder.ConfigFileName, out byte[]? config)
            ? AdapterFolder.CompressibleLength(config, pathOf(AdapterFolder.ConfigFileName), outputs)
            : 0;
    }
}
