using Microsoft.ML.Data;
using Microsoft.ML.Nola.Columns;

namespace Microsoft.ML.Nola.Tasks;

/// <summary>The label of a stage that tells classes apart: a key. What it adds is a predicted key and the probability of each class.</summary>
/// <param name="columns">The names of the columns.</param>
/// <param name="inputs">What is read beside the label.</param>
/// <param name="faults">Makes the errors.</param>
internal sealed class ClassLabel(ClassColumns columns, StageInputs inputs, ColumnFaults faults)
{
    /// <summary>Finds the label among the columns that come in.</summary>
    public SchemaShape.Column Check(SchemaShape input, string parameter)
    {
        SchemaShape.Column label = InputColumns.FindLabel(input, columns.Label, "key", faults, parameter);
        return label.IsKey ? label : throw faults.NotKey(columns.Label, label.ItemType, parameter);
    }

    /// <summary>The columns that are added.</summary>
    public IReadOnlyList<SchemaShape.Column> Promise(SchemaShape.Column label) =>
        MulticlassScoreColumns.Promise(columns.Predicted, columns.Score, label);

    /// <summary>The classes are the values that the key can have, not those that some rows happen to hold: a fold may lack one.</summary>
    public ClassificationSettings Learn(IDataView train, DataViewSchema.Column label, string parameter)
    {
        ulong count = ((KeyDataViewType)label.Type).Count;
        int classes = count switch
        {
            1 => throw OneClass(train, label),
            > ClassificationSettings.MaxClasses => throw faults.TooManyClasses(label.Name, count, ClassificationSettings.MaxClasses, parameter),
            _ => (int)count,
        };
        return new ClassificationSettings { Classes = classes, LabelType = label.Type.RawType.Name };
    }

    /// <summary>How much rows count in the loss.</summary>
    /// <param name="weights">The weights of classes; null if all count the same.</param>
    /// <param name="training">The training options.</param>
    /// <param name="labels">What the classes are called; null if that is not known.</param>
    /// <param name="classes">The number of classes.</param>
    public LossSettings LossOf(ClassWeights? weights, NolaTrainingOptions training, LabelValues? labels, int classes) =>
        ClassWeights.Resolve(weights, training, labels?.Texts, classes, faults);

    /// <summary>Refuses a validation set whose keys mean other classes than those of the training set.</summary>
    public void CheckValidation(DataViewSchema.Column train, DataViewSchema.Column validation) => KeyTypes.RequireSame(train, validation, faults);

    /// <summary>Why a key has one value: no rows, no labels, or one class. A file with another separator than expected looks like each of them.</summary>
    private Exception OneClass(IDataView train, DataViewSchema.Column label)
    {
        (int labelled, int skipped) = (0, 0);
        using DataViewRowCursor cursor = train.GetRowCursor([label]);
        TargetReader<int> read = KeyReader.Create(cursor, label, classes: 1);
        while (cursor.MoveNext())
        {
            (labelled, skipped) = read(out _) ? (labelled + 1, skipped) : (labelled, skipped + 1);
        }

        return labelled == 0
            ? faults.NoRows("training set", label.Name, skipped)
            : faults.OneClass(label.Name, labelled, LabelValues.From(label, 1)?.FirstText, inputs.DoubtOfOneLabel);
    }
}
