namespace Microsoft.ML.Nola.Stages;

/// <summary>What a trainer knows of its task: which columns it reads and adds, and how a fit learns from them. One for each trainer.</summary>
internal abstract class StageTask
{
    /// <summary>What users call the stage; every message begins with it.</summary>
    public abstract string StageName { get; }

    /// <summary>Checks the columns that come in and promises those that are added.</summary>
    public abstract IReadOnlyList<SchemaShape.Column> Promise(SchemaShape input, string parameter);

    /// <summary>Reads rows and fits.</summary>
    public abstract FittedStage Fit(StageFit fit, IDataView train, IDataView? validation);
}
