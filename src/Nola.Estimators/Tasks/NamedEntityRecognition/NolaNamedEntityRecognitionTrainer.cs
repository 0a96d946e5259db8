using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks.NamedEntityRecognition;

namespace Microsoft.ML.Nola;

/// <summary>Fits a tagger of words, such as names of people and places: an adapted pretrained transformer and a linear layer over the words.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Input and Output Columns
/// | Column | Type | |
/// |---|---|---|
/// | label | vector of key of byte, ushort, uint or ulong (see `MapValueToKey`): one tag a word | read while fitting |
/// | sentence | text, whose words white space separates | read while fitting and scoring |
/// | predicted label | vector of key of uint, with the label's values: one tag a word | added |
/// | score | vector of float: the probability of each tag, in the order of the key, word after word | added if `ScoreColumnName` is set |
///
/// ### Trainer Characteristics
/// | | |
/// |---|---|
/// | Machine learning task | Multiclass classification, of each word |
/// | Is normalization required? | No |
/// | Is caching required? | No: rows are read once |
/// | Required NuGet in addition to Microsoft.ML | Nola.MLNet, Nola.Backbones.MiniLM for the default backbone, and a native package of the TorchSharp family |
/// | Exportable to ONNX | No |
///
/// If the key has the value `O`, it is the tag of words outside entities, and a word whose tag is missing counts for nothing; if it has none, a missing tag is
/// that of words outside, as ML.NET's own trainer has it. Rows without a tag are left out and counted. Empty and missing text is valid: it has no words. A text
/// of more tokens than `MaxLength` is read in several parts that overlap, so that every word gets a tag.
/// ]]></format>
/// </remarks>
public sealed class NolaNamedEntityRecognitionTrainer : NolaTrainer<NolaNamedEntityRecognitionTransformer>
{
    internal NolaNamedEntityRecognitionTrainer(StageEnvironment environment, NolaNamedEntityRecognitionOptions options)
        : base(environment, options, new NamedEntityRecognitionStage(options))
    {
    }

    private protected override NolaNamedEntityRecognitionTransformer Create(FittedStage stage) => new(stage);
}
