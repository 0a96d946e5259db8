using Microsoft.ML.Data;
using Microsoft.ML.Nola.Scoring;
using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola;

/// <summary>
/// A fitted NOLA stage: an adapter and a head, most often of kilobytes, over a frozen backbone that is shared by all stages of the process.
/// <see cref="Dispose"/> gives the backbone back; the stage keeps what it learnt and takes the backbone again when it is used.
/// </summary>
/// <threadsafety>Safe for use by several threads, as far as ML.NET's views and engines over it are.</threadsafety>
public abstract class NolaTransformer : ITransformer, IDisposable
{
    private readonly FittedStage _stage;

    private protected NolaTransformer(FittedStage stage)
    {
        _stage = stage;
    }

    /// <summary>Gets what the adapter is made of.</summary>
    public AdapterInfo Adapter => _stage.Model.Info;

    /// <summary>Gets what the fit did; <see langword="null"/> after loading.</summary>
    public NolaFitReport? Report => _stage.Model.Report;

    bool ITransformer.IsRowToRowMapper => true;

    internal FittedStage Stage => _stage;

    /// <summary>
    /// Writes the adapter as a folder: adapter_config.json and adapter_model.safetensors, in PEFT's words, and nola_readout.json (pooling and maximum length).
    /// </summary>
    /// <param name="folder">The folder; it is made if it is missing.</param>
    public void SaveAdapter(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        _stage.Model.SaveAdapter(folder);
    }

    /// <summary>Gives the schema of the output for a schema of the input.</summary>
    /// <param name="inputSchema">The schema of the input. The label column need not be in it.</param>
    /// <returns>The input's columns, and those of this stage.</returns>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new StageSchema(_stage.Bind(inputSchema)).Output;
    }

    /// <summary>Adds the columns of this stage. Rows are scored in batches when they are read.</summary>
    /// <param name="input">The input. The label column need not be in it.</param>
    /// <returns>The input with the columns of this stage.</returns>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new BatchScoringView(input, _stage.Bind(input.Schema), () => _stage.Environment.CreateCancellationCheck(_stage.Task.StageName));
    }

    /// <summary>
    /// Gives the backbone back. The stage stays usable: it takes the backbone again at the next use. A chain of ML.NET passes on only the first Dispose
    /// that it gets, so one that is used again holds the backbone until the stage itself is disposed, or collected.
    /// </summary>
    public void Dispose()
    {
        _stage.Model.Dispose();
        GC.SuppressFinalize(this);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new RowMapper(_stage.Bind(inputSchema));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        _stage.Save(ctx);
    }
}
