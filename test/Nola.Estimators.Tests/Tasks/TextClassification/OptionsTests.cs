using Microsoft.ML.Nola.Stages;
using Microsoft.ML;
using Microsoft.ML.Nola;
using Microsoft.ML.Runtime;

namespace Nola.Estimators.Tests.Tasks.TextClassification;

[TestClass]
public sealed class OptionsTests
{
    [TestMethod]
    public void One_message_names_all_faults()
    {
        var options = new NolaTextClassificationOptions
        {
            LabelColumnName = "",
            ScoreColumnName = "Same",
            OutputColumnName = "Same",
            Sentence2ColumnName = "",
            MaxLength = 1,
            Pooling = (PoolingMode)9,
            OnCancellation = (CancellationBehavior)9,
            ScoringBatchSize = 0,
            Adapter = new AdapterConfig { Rank = 0, Dropout = 1 },
            Training = new NolaTrainingOptions { BatchSize = 0, Epochs = 0 },
        };
        ArgumentException exception = Assert.Throws<ArgumentException>(
            () => new MLContext().MulticlassClassification.Trainers.NolaTextClassification(options));
        Assert.AreEqual(
            "NolaTextClassification: LabelColumnName is empty; ScoreColumnName and OutputColumnName are both 'Same'; "
            + "Sentence2ColumnName is empty; null means that there is no second text; Pooling is 9; it must be a member of PoolingMode; "
            + "MaxLength is 1; it must be 8 to 65536; ScoringBatchSize is 0; it must be 1 to 65536; "
            + "OnCancellation is 9; it must be a member of CancellationBehavior; "
            + "Adapter.Rank is 0; it must be 1 to 4096; Adapter.Dropout is 1; it must be 0 to less than 1; "
            + "Training.Epochs is 0; it must be at least 1; Training.BatchSize is 0; it must be 1 to 65536. (Parameter 'options')",
            exception.Message);
    }

    [TestMethod]
    public void Null_parts_are_faults_too()
    {
        var options = new NolaTextClassificationOptions { Backbone = null!, Adapter = null!, Training = null! };
        ArgumentException exception = Assert.Throws<ArgumentException>(() => new MLContext().Transforms.NolaTextClassification(options));
        Assert.AreEqual("NolaTextClassification: Backbone is null; Adapter is null; Training is null. (Parameter 'options')", exception.Message);
        Assert.Throws<ArgumentNullException>(() => new MLContext().Transforms.NolaTextClassification(options: null!));
    }

    [TestMethod]
    public void Environment_options_are_checked_and_copied()
    {
        var options = new NolaEnvironmentOptions { BackboneFolders = { "models", " " } };
        Assert.AreEqual(
            "SetNolaOptions: BackboneFolders holds an empty path. (Parameter 'options')",
            Assert.Throws<ArgumentException>(() => new MLContext().SetNolaOptions(options)).Message);
        options.BackboneFolders.RemoveAt(1);
        var context = new MLContext();
        Assert.AreSame(context, context.SetNolaOptions(options));
        options.BackboneFolders.Clear();

        // A component's host belongs to the context; another context knows nothing of it.
        var stage = new StageEnvironment(((IHostEnvironment)context).Register("loader"), "stage");
        Assert.AreEqual(Path.GetFullPath("models"), stage.BackboneFolders.Single());
        Assert.IsEmpty(new StageEnvironment(new MLContext(), "stage").BackboneFolders);
    }
}
