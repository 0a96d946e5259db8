using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks.TextGeneration;

namespace Microsoft.ML;

/// <content>Text generation.</content>
public static partial class NolaCatalog
{
    /// <summary>Generates text with a frozen pretrained language model, adapted by random-basis low-rank updates (NOLA).</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column of generated text that is added.</param>
    /// <param name="promptColumnName">What the model reads.</param>
    /// <param name="completionColumnName">What is to follow it; only fitting reads it.</param>
    /// <param name="batchSize">The rows of a batch, in fitting and in scoring.</param>
    /// <param name="maxEpochs">The passes over the training rows; <see langword="null"/> chooses.</param>
    /// <param name="backbone">The pretrained language model, which must be named: <see cref="BackboneReference.FromFolder"/>.</param>
    /// <param name="validationSet">Rows to measure each epoch with, with the columns of the training rows.</param>
    /// <param name="generation">How the fitted stage generates; <see langword="null"/> takes the most probable token each time, at most 64.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">No backbone is named, or other options are out of range; the message names them all.</exception>
    public static NolaTextGenerationTrainer NolaTextGeneration(
        this TransformsCatalog catalog,
        string outputColumnName = DefaultColumns.GeneratedText,
        string promptColumnName = DefaultColumns.Prompt,
        string completionColumnName = DefaultColumns.Completion,
        int batchSize = 16,
        int? maxEpochs = null,
        BackboneReference? backbone = null,
        IDataView? validationSet = null,
        NolaGenerationOptions? generation = null)
        => NolaTextGeneration(catalog, new NolaTextGenerationOptions
        {
            OutputColumnName = outputColumnName,
            PromptColumnName = promptColumnName,
            CompletionColumnName = completionColumnName,
            Training = new NolaTrainingOptions { BatchSize = batchSize, Epochs = maxEpochs },
            Backbone = backbone ?? BackboneReference.Default,
            ValidationSet = validationSet,
            Generation = generation ?? new NolaGenerationOptions(),
        });

    /// <summary>Generates text with a frozen pretrained language model, adapted by random-basis low-rank updates (NOLA).</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options; they are checked and copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">Some options are out of range; the message names them all.</exception>
    public static NolaTextGenerationTrainer NolaTextGeneration(this TransformsCatalog catalog, NolaTextGenerationOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        Compatibility.Check();
        const string Name = TextGenerationStage.Name;
        return new NolaTextGenerationTrainer(
            new StageEnvironment(Environments.Of(catalog), Name), options.Snapshot<NolaTextGenerationOptions>(Name));
    }
}
