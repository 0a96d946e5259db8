using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;

namespace ModelBuilderStyle;

/// <summary>Making the model: data, pipeline, fit, file.</summary>
public static partial class SentimentModel
{
    /// <summary>The rows to learn from: relative to the working folder, or to the program's folder or one above it.</summary>
    public const string RetrainFilePath = "examples/data/sentiment-sentences/train.tsv";

    /// <summary>The column of the label. A file without a header has the columns col0, col1, and so on.</summary>
    public const string RetrainLabelColumn = "Label";

    /// <summary>The column of the text; if it is empty, the only column beside the label's.</summary>
    public const string RetrainTextColumn = "Text";

    public const char RetrainSeparatorChar = '\t';
    public const bool RetrainHasHeader = true;
    public const bool RetrainAllowQuoting = false;

    private const double HeldOut = 0.2;

    /// <summary>Fits a model on four fifths of the rows, saves it, and returns how good it is on the others, which an HTML file beside it shows.</summary>
    /// <param name="outputModelPath">The file to save the model in.</param>
    /// <param name="inputDataFilePath">The rows.</param>
    /// <param name="separatorChar">What stands between two columns.</param>
    /// <param name="hasHeader">Whether the first line holds the names of the columns.</param>
    /// <param name="allowQuoting">Whether a column in quotes may hold separators.</param>
    public static EvaluationReport Train(
        string outputModelPath,
        string inputDataFilePath = RetrainFilePath,
        char separatorChar = RetrainSeparatorChar,
        bool hasHeader = RetrainHasHeader,
        bool allowQuoting = RetrainAllowQuoting)
    {
        var mlContext = new MLContext(seed: 1);
        IDataView data = LoadIDataViewFromFile(mlContext, inputDataFilePath, separatorChar, hasHeader, allowQuoting);
        DataOperationsCatalog.TrainTestData split = mlContext.Data.TrainTestSplit(data, HeldOut);
        if (!split.TestSet.Preview(maxRows: 1).RowView.Any())
        {
            throw new InvalidDataException($"'{inputDataFilePath}' has too few rows: none was left to test the model on.");
        }

        ITransformer model = RetrainModel(mlContext, split.TrainSet);
        EvaluationReport report = Evaluate(mlContext, model, split.TestSet);
        report.SaveHtml(Path.ChangeExtension(outputModelPath, ".html"));
        SaveModel(mlContext, model, data, outputModelPath);
        return report;
    }

    /// <summary>Loads the two columns of a file as <see cref="ModelInput"/> has them.</summary>
    public static IDataView LoadIDataViewFromFile(
        MLContext mlContext,
        string inputDataFilePath = RetrainFilePath,
        char separatorChar = RetrainSeparatorChar,
        bool hasHeader = RetrainHasHeader,
        bool allowQuoting = RetrainAllowQuoting)
    {
        var file = new MultiFileSource(FindFile(inputDataFilePath));
        var options = new TextLoader.Options { Separators = [separatorChar], HasHeader = hasHeader, AllowQuoting = allowQuoting };
        (int text, int label) = FindColumns(mlContext, file, options);
        options.Columns =
        [
            new TextLoader.Column(nameof(ModelInput.Text), DataKind.String, text),
            new TextLoader.Column(nameof(ModelInput.Label), DataKind.String, label),
        ];
        return mlContext.Data.CreateTextLoader(options).Load(file);
    }

    /// <summary>Saves the model. The file is complete or not there.</summary>
    public static void SaveModel(MLContext mlContext, ITransformer model, IDataView data, string modelSavePath)
    {
        string temporary = modelSavePath + ".tmp";
        mlContext.Model.Save(model, data.Schema, temporary);
        File.Move(temporary, modelSavePath, overwrite: true);
    }

    /// <summary>Fits the pipeline.</summary>
    public static ITransformer RetrainModel(MLContext mlContext, IDataView trainData) => BuildPipeline(mlContext).Fit(trainData);

    /// <summary>Builds the pipeline: the label as a key, the text classification, the predicted key as a label again.</summary>
    public static IEstimator<ITransformer> BuildPipeline(MLContext mlContext)
    {
        var options = new NolaTextClassificationOptions
        {
            LabelColumnName = nameof(ModelInput.Label),
            Sentence1ColumnName = nameof(ModelInput.Text),
            Progress = new EpochLines(),
        };
        return mlContext.Transforms.Conversion.MapValueToKey(nameof(ModelInput.Label))
            .Append(mlContext.MulticlassClassification.Trainers.NolaTextClassification(options))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue(nameof(ModelOutput.PredictedLabel)));
    }

    /// <summary>Writes a line an epoch.</summary>
    private sealed class EpochLines : IProgress<NolaProgress>
    {
        private int _written;

        public void Report(NolaProgress value)
        {
            bool isEnd = value.Step * value.Epochs == value.Epoch * value.Steps;
            if (isEnd && value.Epoch > _written)
            {
                _written = value.Epoch;
                Console.WriteLine($"  epoch {value.Epoch}/{value.Epochs}  loss {value.Loss:F4}  {value.Remaining:mm\\:ss} left");
            }
        }
    }
}
