using Microsoft.ML.Data;

namespace Microsoft.ML.Nola.Tasks.MultiLabelTextClassification;

/// <summary>Says of a label column that is no vector of Booleans what it is, and how it becomes one.</summary>
internal static class LabelVectorFaults
{
    private const string Wanted = "this stage takes a vector of Booleans, one for each label";
    private const string Conversion = "mlContext.Transforms.Conversion";

    public static string Describe(SchemaShape.Column label) =>
        label.Kind == SchemaShape.Column.VectorKind.Scalar ? DescribeSingle(label) : DescribeVector(label);

    private static string DescribeSingle(SchemaShape.Column label) => label switch
    {
        { IsKey: true } => $"the label column '{label.Name}' is a key, one class a row, which a multiclass classification trainer takes; {Wanted}",
        { ItemType: BooleanDataViewType } => $"the label column '{label.Name}' is one Boolean, which a binary classification trainer takes; for several labels "
            + $"put mlContext.Transforms.Concatenate(\"{label.Name}\", names) with the names of their Boolean columns before this stage",
        { ItemType: TextDataViewType } => $"the label column '{label.Name}' is text; {Wanted}. Split it with mlContext.Transforms.Text.TokenizeIntoWords, "
            + $"then put {Conversion}.MapValueToKey, MapKeyToVector with outputCountVector, and ConvertType to DataKind.Boolean before this stage",
        _ => $"the label column '{label.Name}' is of type {label.ItemType}; {Wanted}",
    };

    private static string DescribeVector(SchemaShape.Column label) => label switch
    {
        { IsKey: true } => $"the label column '{label.Name}' is a vector of keys; put {Conversion}.MapKeyToVector(\"{label.Name}\", outputCountVector: true) "
            + $"and {Conversion}.ConvertType(\"{label.Name}\", outputKind: DataKind.Boolean) before this stage",
        { ItemType: BooleanDataViewType } => $"the label column '{label.Name}' is a vector of Booleans of any length; every row must have one for each label: "
            + "give the property that it comes from a [VectorType(length)]",
        { ItemType: TextDataViewType } => $"the label column '{label.Name}' is a vector of text; put {Conversion}.MapValueToKey(\"{label.Name}\"), "
            + "MapKeyToVector with outputCountVector, and ConvertType to DataKind.Boolean before this stage",
        _ => $"the label column '{label.Name}' is a vector of {label.ItemType}; "
            + $"put {Conversion}.ConvertType(\"{label.Name}\", outputKind: DataKind.Boolean) before this stage",
    };
}
