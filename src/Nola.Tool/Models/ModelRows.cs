using Microsoft.ML;
using Microsoft.ML.Data;
using Nola.Tables.Views;

namespace Nola.Tool.Models;

/// <summary>Makes rows of texts into the columns that a model was fitted with.</summary>
internal static class ModelRows
{
    /// <summary>Makes the view.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="model">The model.</param>
    /// <param name="columns">The names of the fields, as the model has them; a column of the model that is not among them is empty.</param>
    /// <param name="rows">The fields.</param>
    public static IDataView Create(MLContext ml, SavedModel model, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        string? labels = model.LabelVectorSource;
        DataViewSchema.Column[] wanted =
        [
            .. model.Input.Where(column => !column.IsHidden && (column.Type is PrimitiveDataViewType and not KeyDataViewType || column.Name == labels)),
        ];
        int[] sources = [.. wanted.Select(column => IndexOf(columns, column.Name))];
        IDataView view = new TextColumnsView(
            [.. wanted.Select(static column => column.Name)],
            rows.Select(row => (IReadOnlyList<string>)[.. sources.Select(source => source < 0 ? string.Empty : row[source])]),
            rows.Count);
        foreach (DataViewSchema.Column column in wanted.Where(column => column.Type is not TextDataViewType && column.Name != labels))
        {
            view = ml.Transforms.Conversion.ConvertType(column.Name, outputKind: column.Type.RawType.TryGetDataKind(out DataKind kind) ? kind : DataKind.Single)
                .Fit(view).Transform(view);
        }

        return labels is null ? view : LabelVectors.Create(ml, model.LabelColumn, labels, model.LabelNames).Fit(view).Transform(view);
    }

    private static int IndexOf(IReadOnlyList<string> columns, string name)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            if (columns[i] == name)
            {
                return i;
            }
        }

        return -1;
    }

    private static bool TryGetDataKind(this Type type, out DataKind kind) => Enum.TryParse(type.Name, out kind) && Enum.IsDefined(kind);
}
