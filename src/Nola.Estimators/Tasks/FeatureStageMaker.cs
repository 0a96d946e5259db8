using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola.Tasks;

/// <summary>What estimators share that make a vector of each row, and fit nothing.</summary>
/// <param name="stageName">What users call the stage.</param>
/// <param name="environment">The estimator's environment.</param>
/// <param name="options">The options, checked and copied.</param>
/// <param name="inputs">The column that is read.</param>
internal sealed class FeatureStageMaker(string stageName, StageEnvironment environment, NolaFeatureOptions options, StageInputs inputs)
{
    private ColumnFaults Faults => new(stageName);

    /// <summary>Refuses rows that lack the column.</summary>
    public void Check(IDataView input, string parameter) => inputs.Check(SchemaShapes.Of(input.Schema), Faults, parameter);

    /// <summary>Promises the column of features.</summary>
    public SchemaShape Promise(SchemaShape inputSchema, string parameter)
    {
        inputs.Check(inputSchema, Faults, parameter);
        return new SchemaShape(inputSchema.Where(column => column.Name != options.OutputColumnName).Append(FeatureColumns.Promise(options.OutputColumnName)));
    }

    /// <summary>Finds backbone and adapter, and makes the stage.</summary>
    /// <param name="layout">How rows become inputs.</param>
    /// <param name="maxLength">The tokens at which a text is cut; null for the default, or if there is no text.</param>
    /// <param name="role">The role of the column that is read.</param>
    /// <param name="create">The task for columns and the length of a vector.</param>
    public FittedStage Create(InputLayout layout, int? maxLength, string role, Func<IReadOnlyDictionary<string, string>, int, FittedTask> create)
    {
        var settings = new FeatureModelSettings
        {
            Backbone = options.Backbone,
            BaseQuantization = options.BaseQuantization,
            ComputeType = environment.ComputeType,
            PredictionThreads = environment.PredictionThreads,
            AdapterFolder = options.AdapterFolder,
            Pooling = options.Pooling,
            MaxLength = maxLength,
            Layout = layout.WithTempFolder(environment.TempFilePath),
            BackboneFolders = () => environment.BackboneFolders,
            GpuDeviceId = environment.GpuDeviceId,
            FallbackToCpu = environment.FallbackToCpu,
        };
        FittedModel model = Faults.Named(() => FeatureModel.Create(settings, width => new FeatureHead(width, options.Normalize)));
        FittedTask task = create(
            ColumnRoles.Of((ColumnRoles.Features, options.OutputColumnName), (role, options.ResolvedInputColumnName)), model.Head.OutputWidth);
        return FittedStage.Create(environment, task, model, options.ScoringBatchSize, options.EmbedBackbone);
    }
}
