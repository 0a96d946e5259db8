using Nola.Testing;
using Nola.Testing.Mutation;

namespace Microsoft.ML.Nola.Tests.Mutation;

/// <summary>Damages config.json of backbones of several types, one of them at a time.</summary>
internal static class ConfigMutants
{
    /// <summary>Uses each backbone as it is, then with damaged configurations.</summary>
    /// <param name="what">What is damaged, for messages.</param>
    /// <param name="modelTypes">The types.</param>
    /// <param name="write">Writes a backbone of a type into a folder, and returns the folder.</param>
    /// <param name="use">Uses the backbone of a folder.</param>
    public static void Run(string what, string[] modelTypes, Func<string, string, string> write, Action<string> use)
    {
        using var folder = new TemporaryFolder();
        string[] folders = [.. modelTypes.Select(type => write(folder.File(type), type))];
        byte[][] configs = [.. folders.Select(static path => File.ReadAllBytes(Path.Combine(path, "config.json")))];
        Array.ForEach(folders, use);

        using var guard = new TensorGuard();
        new MutantRun(what).Run(
            random =>
            {
                int type = random.Next(folders.Length);
                byte[] mutant = JsonDamage.Apply(random, configs[type], out string damage);
                return ($"{modelTypes[type]}: {damage}", (Path: folders[type], Config: mutant), mutant.Length);
            },
            mutant =>
            {
                File.WriteAllBytes(Path.Combine(mutant.Path, "config.json"), mutant.Config);
                use(mutant.Path);
            });
    }
}
