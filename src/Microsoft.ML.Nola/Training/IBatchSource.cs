using Microsoft.ML.Nola.Backbones;

namespace Microsoft.ML.Nola.Training;

/// <summary>Rows that can be batched in any combination.</summary>
internal interface IBatchSource
{
    /// <summary>The number of rows.</summary>
    int Count { get; }

    /// <summary>What a row costs the network, such as the tokens of its longest sequence; rows of similar length make good batches.</summary>
    int LengthOf(int row);

    /// <summary>How many sequences of a batch a row makes.</summary>
    int SequencesOf(int row) => 1;

    /// <summary>How many feature vectors the readout gives of a row.</summary>
    int FeaturesOf(int row) => SequencesOf(row);

    /// <summary>Whether a row gives another input in each epoch, such as an image that is augmented.</summary>
    bool ChangesEachEpoch => false;

    /// <summary>Says which batches are going to be asked for, so that they can be made ahead.</summary>
    void BeginPass(BatchPass pass)
    {
    }

    /// <summary>A batch of the named rows, in the order named.</summary>
    ModelInput ToBatch(ReadOnlySpan<int> rows);

    /// <summary>
    /// The same rows in as many batches as keep each small, however many sequences a row makes: the features of the batches, one after another, are those of
    /// the one batch. For forwards without gradients.
    /// </summary>
    IEnumerable<ModelInput> ToBatches(int[] rows) => [ToBatch(rows)];
}
