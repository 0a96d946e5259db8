using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Nola.Columns;

/// <summary>What can be wrong with the columns and rows that come in. Every message names the stage, the column, and the way out.</summary>
/// <param name="stage">The stage's name.</param>
internal sealed class ColumnFaults(string stage)
{
    private const string Catalog = "mlContext.Transforms.Conversion";

    public Exception Missing(string role, string name, IReadOnlyList<string> present, string parameter) => Schema(
        $"the {role} column '{name}' is not among the columns that come in ({string.Join(", ", present)}){NearNames.Describe(name, present)}", parameter);

    public Exception NotText(string role, string name, string type, string parameter) =>
        Schema($"the {role} column '{name}' is of type {type}; it must be text", parameter);

    public Exception NotImage(string name, string type, string parameter) => Schema(
        $"the image column '{name}' is of type {type}; it must be an image (from mlContext.Transforms.LoadImages), a path as text, or the bytes of an image file as a "
        + "vector of byte",
        parameter);

    /// <summary>A label that is a vector, though one value for each row is wanted.</summary>
    public Exception VectorLabel(string name, string type, string wanted, string parameter) => Schema(
        $"the label column '{name}' is of type {type}; it must be one {wanted} a row"
        + (type.StartsWith("vector of key", StringComparison.Ordinal) ? ". For one tag a word take the trainer NolaNamedEntityRecognition" : string.Empty),
        parameter);

    /// <summary>A label that is not a key: what to do depends on what it is.</summary>
    public Exception NotKey(string name, DataViewType type, string parameter)
    {
        string mapping = $"{Catalog}.MapValueToKey(\"{name}\")";
        return Schema(
            type switch
            {
                TextDataViewType => $"the label column '{name}' is text; put {mapping} before this stage",
                BooleanDataViewType =>
                    $"the label column '{name}' is Boolean, which a binary classification trainer takes; for this stage put {mapping} before it",
                NumberDataViewType number when number.RawType == typeof(float) || number.RawType == typeof(double) =>
                    $"the label column '{name}' is a {number} number, which a regression trainer takes; "
                    + $"if its values are classes, put {mapping} before this stage",
                _ => $"the label column '{name}' is of type {type}; put {mapping} before this stage",
            },
            parameter);
    }

    /// <summary>A label that is not Boolean.</summary>
    public Exception NotBoolean(string name, DataViewType type, bool isKey, string parameter) => Schema(
        isKey ? $"the label column '{name}' is a key, which a multiclass classification trainer takes; this stage takes a Boolean"
        : type is TextDataViewType
            ? $"the label column '{name}' is text; put {Catalog}.MapValue(\"{name}\", pairs) with a Boolean for each text before this stage"
            : $"the label column '{name}' is of type {type}; put {Catalog}.ConvertType(\"{name}\", outputKind: DataKind.Boolean) before this stage",
        parameter);

    public Exception TooManyClasses(string name, ulong classes, int limit, string parameter) =>
        Schema($"the label column '{name}' is a key of {classes} values, more than {limit}: it looks hashed. Use MapValueToKey instead of a hash", parameter);

    /// <summary>All rows have one class.</summary>
    /// <param name="name">The label column.</param>
    /// <param name="rows">The rows with that class.</param>
    /// <param name="value">The class, if it has a name.</param>
    /// <param name="doubt">What is asked, <see cref="StageInputs.DoubtOfOneLabel"/>.</param>
    public Exception OneClass(string name, int rows, string? value, string doubt) => Data(
        string.Create(CultureInfo.InvariantCulture, $"all {rows:N0} labels in the column '{name}' are ")
        + (value is null ? "one value" : $"'{value}'") + "; there is nothing to tell apart. " + doubt);

    public Exception NoRows(string what, string name, int skipped) => Data(
        skipped == 0
            ? $"the {what} has no rows"
            : string.Create(CultureInfo.InvariantCulture, $"all {skipped:N0} rows of the {what} lack a label in the column '{name}'"));

    /// <summary>A label whose keys were made by something else than those of the model.</summary>
    public Exception OtherKeys(string name) => Data(
        $"the keys of the label column '{name}' mean other labels than those of the model; transform it with the MapValueToKey that the model was fitted with");

    /// <summary>A weight that no loss can be multiplied by.</summary>
    public Exception BadWeight(string name, float weight, long row) => Data(
        string.Create(CultureInfo.InvariantCulture, $"the weight column '{name}' is {weight} in row {row}; weights must be finite and not below 0"));

    /// <summary>Weights of which none counts.</summary>
    public Exception NoWeight(string what, string name) =>
        Data($"all weights of the {what} in the column '{name}' are 0; give at least one row a weight above 0");

    public Exception NotSingle(string role, string name, string type, string parameter) => Schema(
        $"the {role} column '{name}' is of type {type}; put {Catalog}.ConvertType(\"{name}\", outputKind: DataKind.Single) before this stage", parameter);

    public Exception OtherLabels(string name) =>
        Data(
            $"the keys of the label column '{name}' mean other labels in the validation set than in the training set; "
            + "transform both with the same fitted MapValueToKey");

    /// <summary>Runs what finds the backbone: only then can the engine see which options do not go with it, and it does not know the stage's name.</summary>
    public T Named<T>(Func<T> find)
    {
        try
        {
            return find();
        }
        catch (SettingsException exception)
        {
            throw Options(exception, "options");
        }
        catch (NolaCompatibilityException exception)
        {
            throw Compatibility(exception);
        }
    }

    /// <inheritdoc cref="Named"/>
    public async ValueTask<T> NamedAsync<T>(Func<ValueTask<T>> find)
    {
        Task<T> found = find().AsTask();
        await ((Task)found).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Named(() => found.GetAwaiter().GetResult());
    }

    /// <summary>Options that do not go with the backbone.</summary>
    public Exception Options(SettingsException fault, string parameter) => new ArgumentException($"{stage}: {fault.Message}", parameter, fault);

    public Exception Compatibility(NolaCompatibilityException fault) => new NolaCompatibilityException($"{stage}: {fault.Message}", fault);

    /// <summary>A fault that only one place knows.</summary>
    public Exception Schema(string fault, string parameter) => new ArgumentOutOfRangeException(parameter, Sentence(fault));

    /// <inheritdoc cref="Schema(string, string)"/>
    public Exception Data(string fault) => new InvalidOperationException(Sentence(fault));

    private string Sentence(string fault) => $"{stage}: {fault}{(fault.EndsWith('?') ? string.Empty : ".")}";
}
