using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Persistence;
using Microsoft.ML.Nola.Columns;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Estimators.Tests.Persistence;
using Nola.Testing;
using Nola.Testing.Mutation;

namespace Nola.Estimators.Tests.Mutation;

[TestClass]
public sealed class ZipMutationTests
{
    private static readonly string[] Names = [.. GoldenFiles.Methods, "v2/multi-label", "v2/features-adapted", "v2/nola-truncated"];

    [TestMethod]
    public void A_damaged_zip_gives_finite_scores_or_a_typed_error()
    {
        StageEntries[] stages = [.. Names.Select(StageEntries.OfGoldenStage)];
        MLContext context = StageEntries.GoldenContext();
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(GoldenFiles.Backbone));
        foreach (StageEntries stage in stages)
        {
            LoadAndScore(context, stage.Zip(stage.Own));
        }

        using var guard = new TensorGuard();
        new MutantRun("model zip").Run(random => Mutate(random, stages), zip => LoadAndScore(context, zip));
    }

    private static (string Damage, byte[] Zip, long Length) Mutate(Random random, StageEntries[] stages)
    {
        int method = Math.Max(0, random.Next(-1, stages.Length));
        Dictionary<string, byte[]> own = new(stages[method].Own, StringComparer.Ordinal);
        string what = $"{Names[method]}: {Damage(random, own)}";
        byte[] zip = stages[method].Zip(own);
        return (what, zip, zip.Length);
    }

    private static string Damage(Random random, Dictionary<string, byte[]> own)
    {
        string what;
        string name;
        Action<Dictionary<string, byte[]>> sign = StageEntries.Sign;
        switch (random.Next(20))
        {
            case 0:
                name = StageEntries.MainStream;
                byte[] main = [.. own[name]];
                int at = StageEntries.BodyStart + random.Next(StageEntries.BodyLength);
                main[at] = (byte)random.Next(256);
                own[name] = main;
                return $"{name}: byte {at} is {main[at]}";
            case 1 or 2:
                name = Manifest.EntryName;
                own[name] = ManifestDamage.Apply(random, own[name], out what);
                sign = StageEntries.SignManifest;
                break;
            case 3:
                name = own.Keys.Order(StringComparer.Ordinal).Where(static key => key is not (StageEntries.MainStream or Manifest.EntryName))
                    .ElementAt(random.Next(own.Count - 2));
                own.Remove(name);
                what = "gone";
                break;
            case 4 or 5 or 6 when own.ContainsKey(LabelValues.EntryName):
                name = LabelValues.EntryName;
                own[name] = LabelsDamage.Apply(random, own[name], out what);
                break;
            case 7 or 8 or 9 or 10:
                name = StageJson.EntryName;
                own[name] = random.Next(6) == 0 ? ByteDamage.Apply(random, own[name], out what) : JsonDamage.Apply(random, own[name], out what);
                break;
            default:
                name = AdapterFolder.ConfigFileName;
                AdapterDamage.Apply(random, own, out what);
                break;
        }

        if (random.Next(5) == 0)
        {
            return $"{name}: {what}";
        }

        sign(own);
        return $"{name}: {what}; the zip signed";
    }

    private static void LoadAndScore(MLContext context, byte[] zip)
    {
        using NolaTransformer stage = StageEntries.Load(context, zip).GetNolaTransformers().Single();

        // Its columns may have other names than they had; the caller must provide such columns.
        TextColumns columns = stage.Stage.Task.Texts;
        IDataView rows = context.Data.LoadFromEnumerable(TinyFixture.Rows(1));
        foreach (string name in (string[])[columns.Sentence1, columns.Sentence2 ?? columns.Sentence1])
        {
            rows = context.Transforms.CopyColumns(name, "Text").Fit(rows).Transform(rows);
        }

        IDataView scored = stage.Transform(rows);
        float[] scores = scored.GetColumn<float[]>(scored.Schema[scored.Schema.Count - 1]).Single();
        Assert.IsTrue(Array.TrueForAll(scores, float.IsFinite), string.Join(' ', scores));
    }
}
