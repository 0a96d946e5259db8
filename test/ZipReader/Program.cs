// Usage: ZipReader <model.zip> <sentence>...
// Scores each sentence in a batch and prints one JSON line for each: the label's text and the bits of the scores. The first line says whether the
// product was loaded before the zip was. With ZIPREADER_LEAVES_PREDICTING=1 it ends while other threads still predict; with ZIPREADER_LEAVES_BINDING=1 while
// they load the zip, bind the model to its backbone, predict once and give it back.
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

if (Environment.GetEnvironmentVariable("ZIPREADER_LEAVES_PREDICTING") == "1")
{
    using var begun = new CountdownEvent(3);
    for (int i = 0; i < 3; i++)
    {
        new Thread(() =>
        {
            // A whole batch each time, so that the end comes in the middle of one.
            IDataView many = context.Data.LoadFromEnumerable(Enumerable.Repeat(new Sentence { Text = args[1] }, 10_000));
            bool first = true;
            foreach (float[] row in model.Transform(many).GetColumn<float[]>("Score"))
            {
                if (first)
                {
                    begun.Signal();
                    first = false;
                }
            }
        }) { IsBackground = true }.Start();
    }

    begun.Wait();
}

if (Environment.GetEnvironmentVariable("ZIPREADER_LEAVES_BINDING") == "1")
{
    // The model that was used above still holds the backbone: the others read it anew only if it goes.
    (model as IDisposable)?.Dispose();
    using var begun = new CountdownEvent(3);
    for (int i = 0; i < 3; i++)
    {
        new Thread(() =>
        {
            for (bool first = true; true; first = false)
            {
                ITransformer own = context.Model.Load(args[0], out _);
                using (own as IDisposable)
                {
                    _ = own.Transform(context.Data.LoadFromEnumerable([new Sentence { Text = args[1] }])).GetColumn<float[]>("Score").First();
                }

                if (first)
                {
                    begun.Signal();
                }
            }
        }) { IsBackground = true }.Start();
    }

    begun.Wait();
}
