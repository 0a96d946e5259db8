using Microsoft.ML.Data;
using Microsoft.ML.Nola.Scoring;

namespace Microsoft.ML.Nola;

/// <summary>
/// A fitted NOLA stage: kilobytes of adapter and head over a frozen backbone that is shared by all stages of the process. <see cref="Dispose"/> gives the
/// backbone back; the stage keeps what it learnt and takes the backbone again when it is used.
/// </summary>
public abstract class NolaTransformer : ITransformer, IDisposable
{
    private protected NolaTransformer(StageEnvironment environment)
    {
        Environment = environment;
    }

    /// <summary>Gets what the adapter is made of.</summary>
    public abstract AdapterInfo Adapter { get; }

    /// <summary>Gets what the fit did; <see langword="null"/> after loading.</summary>
    public abstract NolaFitReport? Report { get; }

    bool ITransformer.IsRowToRowMapper => true;

    private protected StageEnvironment Environment { get; }

    /// <summary>
    /// Writes the adapter as a folder: adapter_config.json and adapter_model.safetensors, in PEFT's words, and nola_readout.json (pooling and maximum length).
    /// </summary>
    /// <param name="folder">The folder; it is made where it is missing.</param>
    public abstract void SaveAdapter(string folder);

    /// <summary>Gives the schema of the output for a schema of the input.</summary>
    /// <param name="inputSchema">The schema of the input. The label column need not be in it.</param>
    /// <returns>The input's columns, and those of this stage.</returns>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new StageSchema(Bind(inputSchema)).Output;
    }

    /// <summary>Adds the columns of this stage. Rows are scored in batches when they are read.</summary>
    /// <param name="input">The input. The label column need not be in it.</param>
    /// <returns>The input with the columns of this stage.</returns>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new BatchScoringView(input, Bind(input.Schema), () => Environment.IsCancelled);
    }

    /// <summary>
    /// Gives the backbone back. The stage stays usable: it takes the backbone again at the next use. A chain of ML.NET hands on the first Dispose that it gets
    /// and no other, so one that is used again holds the backbone until the stage itself is disposed, or collected.
    /// </summary>
    public void Dispose()
    {
        ReleaseBackbone();
        GC.SuppressFinalize(this);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new RowMapper(Bind(inputSchema));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        Save(ctx);
    }

    private protected abstract IBatchScorer Bind(DataViewSchema inputSchema);

    private protected abstract void Save(ModelSaveContext context);

    private protected abstract void ReleaseBackbone();
}
