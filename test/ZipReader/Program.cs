// Usage: ZipReader <model.zip> <sentence>...
// Scores each sentence in a batch and prints one JSON line for each: the label's text and the bits of the scores. The first line says whether the
// product was loaded before the zip was.
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using ZipReader;

bool before = AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name == "Nola.Estimators");
var context = new MLContext();
ITransformer model = context.Model.Load(args[0], out _);
bool after = AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name == "Nola.Estimators");
Console.WriteLine(JsonSerializer.Serialize(new { loaded_before = before, loaded_after = after }));

IDataView scored = model.Transform(context.Data.LoadFromEnumerable(args[1..].Select(text => new Sentence { Text = text })));
VBuffer<ReadOnlyMemory<char>> names = default;
scored.Schema["PredictedLabel"].GetKeyValues(ref names);
string[] labels = [.. names.DenseValues().Select(name => name.ToString())];
IEnumerable<uint> keys = scored.GetColumn<uint>("PredictedLabel");
IEnumerable<float[]> scores = scored.GetColumn<float[]>("Score");
foreach ((uint key, float[] row) in keys.Zip(scores))
{
    string[] bits = [.. row.Select(score => BitConverter.SingleToUInt32Bits(score).ToString("x8", null))];
    Console.WriteLine(JsonSerializer.Serialize(new { label = labels[key - 1], scores = bits }));
}
