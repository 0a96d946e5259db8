using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Nola.Columns;

namespace Microsoft.ML.Nola.Tasks.NamedEntityRecognition;

/// <summary>What can be wrong with a label that should be one tag a word.</summary>
internal sealed class TagLabelFaults(ColumnFaults faults, string name)
{
    /// <summary>A label of another type: what to do depends on what it is.</summary>
    public Exception NotVectorOfKey(SchemaShape.Column label, string parameter)
    {
        string mapping = $"mlContext.Transforms.Conversion.MapValueToKey(\"{name}\")";
        bool isText = !label.IsKey && label.ItemType is TextDataViewType;
        if (isText)
        {
            return faults.Schema(
                label.Kind == SchemaShape.Column.VectorKind.Scalar
                    ? $"the label column '{name}' is one text a row; put mlContext.Transforms.Text.TokenizeIntoWords(\"{name}\") and {mapping} before this "
                        + "stage, if it holds one tag a word"
                    : $"the label column '{name}' is a vector of text; put {mapping} before this stage",
                parameter);
        }

        return faults.Schema(
            $"the label column '{name}' is of type {InputColumns.Describe(label)}; this stage takes one tag a word, a vector of key"
            + (label.Kind == SchemaShape.Column.VectorKind.Scalar ? ". For one label a row take the trainer NolaTextClassification" : string.Empty),
            parameter);
    }

    /// <summary>Tags that do not fit the words.</summary>
    public Exception WrongCount(long row, int tags, int words, string text) => faults.Data(string.Create(
        CultureInfo.InvariantCulture,
        $"the tags do not fit the words: row {row} has {tags} tags in the column '{name}' and {words} words, as white space separates them, in the column "
        + $"'{text}'. Give each word one tag"));
}
