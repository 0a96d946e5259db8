namespace Microsoft.ML.Nola.Backbones;

/// <summary>What goes into a backbone: a batch of rows.</summary>
public abstract class ModelInput
{
    internal ModelInput(int rows)
    {
        Rows = rows;
    }

    /// <summary>Gets the number of rows of the batch.</summary>
    public int Rows { get; }
}
