using Microsoft.ML.Nola.Backbones;
using Nola.Testing;
using Nola.Testing.Mutation;

namespace Microsoft.ML.Nola.Tests.Mutation;

[TestClass]
public sealed class AdapterFolderMutationTests
{
    [TestMethod]
    public void A_damaged_adapter_folder_gives_finite_scores_or_an_error_of_ours()
    {
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(GoldenFiles.Backbone));
        Dictionary<string, byte[]>[] folders = [.. GoldenFiles.Methods.Select(GoldenFiles.Adapter)];
        string identity = lease.Backbone.Identity;
        foreach (Dictionary<string, byte[]> folder in folders)
        {
            // What is not damaged is taken; otherwise every mutant would be refused for one reason. The first one also pays for start-up.
            MutantScore.Run(folder, identity, GoldenFiles.Backbone);
        }

        using var guard = new TensorGuard();
        new MutantRun("adapter folder").Run(random => Mutate(random, folders), files => MutantScore.Run(files, identity, GoldenFiles.Backbone));
    }

    private static (string Damage, Dictionary<string, byte[]> Files, long Length) Mutate(Random random, Dictionary<string, byte[]>[] folders)
    {
        // Half are NOLA's, which has the most to damage.
        int method = Math.Max(0, random.Next(-1, folders.Length));
        Dictionary<string, byte[]> files = new(folders[method], StringComparer.Ordinal);
        AdapterDamage.Apply(random, files, out string what);
        if (random.Next(50) == 0)
        {
            string gone = files.Keys.Order(StringComparer.Ordinal).ElementAt(random.Next(files.Count));
            files.Remove(gone);
            what += $", {gone} gone";
        }

        return ($"{GoldenFiles.Methods[method]}: {what}", files, files.Values.Sum(static content => (long)content.Length));
    }
}
