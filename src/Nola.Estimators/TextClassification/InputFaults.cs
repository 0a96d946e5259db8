using Microsoft.ML.Data;

namespace Microsoft.ML.Nola.TextClassification;

/// <summary>What can be wrong with the columns and rows that come in. Every message names the stage, the column, and the way out.</summary>
internal static class InputFaults
{
    private const string Stage = NolaTextClassificationTrainer.StageName;

    public static Exception Missing(string role, string name, IEnumerable<string> present, string parameter) =>
        Schema($"the {role} column '{name}' is not among the columns that come in ({string.Join(", ", present)})", parameter);

    public static Exception NotText(string role, string name, string type, string parameter) =>
        Schema($"the {role} column '{name}' is of type {type}; it must be text", parameter);

    public static Exception VectorLabel(string name, string type, string parameter) =>
        Schema($"the label column '{name}' is of type {type}; it must be one key a row", parameter);

    /// <summary>A label that is not a key: what to do depends on what it is.</summary>
    public static Exception NotKey(string name, DataViewType type, string parameter)
    {
        string mapping = $"mlContext.Transforms.Conversion.MapValueToKey(\"{name}\")";
        return Schema(
            type switch
            {
                TextDataViewType => $"the label column '{name}' is text; put {mapping} before this stage",
                BooleanDataViewType => $"the label column '{name}' is Boolean, which a binary classification trainer takes; for this stage put {mapping} before it",
                NumberDataViewType number when number.RawType == typeof(float) || number.RawType == typeof(double) =>
                    $"the label column '{name}' is a {number} number, which a regression trainer takes; if its values are classes, put {mapping} before this stage",
                _ => $"the label column '{name}' is of type {type}; put {mapping} before this stage",
            },
            parameter);
    }

    public static Exception TooManyClasses(string name, ulong classes, int limit, string parameter) =>
        Schema($"the label column '{name}' is a key of {classes} values, more than {limit}: it looks hashed. Use MapValueToKey instead of a hash", parameter);

    public static Exception OneClass(string name) =>
        Data($"the label column '{name}' is a key of one value; there is nothing to tell apart");

    public static Exception NoRows(string what, string name, int skipped) =>
        Data(skipped == 0 ? $"the {what} has no rows" : $"all {skipped} rows of the {what} lack a label in the column '{name}'");

    public static Exception OtherLabels(string name) =>
        Data($"the keys of the label column '{name}' mean other labels in the validation set than in the training set; transform both with the same fitted MapValueToKey");

    /// <summary>Options that do not go with the backbone, as the engine says it of a parameter of its own.</summary>
    public static Exception Options(ArgumentException fault, string parameter) =>
        new ArgumentException(
            $"{Stage}: {fault.Message.Replace($" (Parameter '{fault.ParamName}')", string.Empty, StringComparison.Ordinal)}", parameter, fault);

    public static Exception Compatibility(NolaCompatibilityException fault) => new NolaCompatibilityException($"{Stage}: {fault.Message}", fault);

    private static ArgumentOutOfRangeException Schema(string fault, string parameter) => new(parameter, $"{Stage}: {fault}.");

    private static InvalidOperationException Data(string fault) => new($"{Stage}: {fault}.");
}
