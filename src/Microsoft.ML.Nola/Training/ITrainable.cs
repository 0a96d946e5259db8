namespace Microsoft.ML.Nola.Training;

/// <summary>
/// Numbers that train together at one learning rate, wherever they lie: flat memory, or the tensors of a network. They keep their optimiser's moments.
/// </summary>
internal interface ITrainable : IDisposable
{
    /// <summary>How many numbers there are.</summary>
    int Count { get; }

    /// <summary>Says that a backward pass has ended, of which several may come before a step.</summary>
    void EndPass();

    /// <summary>Takes the gradients that were accumulated, as the mean over targets, and adds their squares to a sum.</summary>
    /// <param name="targets">What the summed loss is divided by.</param>
    /// <param name="squares">The sum of squares so far.</param>
    /// <returns>The sum with these gradients' squares.</returns>
    double Collect(double targets, double squares);

    /// <summary>Makes one AdamW step with the collected gradients, brings the new values to the network, and forgets the gradients.</summary>
    /// <param name="rate">The learning rate of this step.</param>
    /// <param name="factor">What the gradients are multiplied by first, to clip them.</param>
    void Update(double rate, float factor);

    /// <summary>A copy of all values.</summary>
    float[] CopyValues();

    /// <summary>Goes back to values that were copied before.</summary>
    void Restore(ReadOnlySpan<float> values);
}
