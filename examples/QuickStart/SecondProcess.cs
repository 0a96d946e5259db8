using System.Diagnostics;
using System.Text.Json;
using Microsoft.ML;

namespace QuickStart;

/// <summary>A fresh process that loads the zip as any ML.NET program would. Both ends of the talk are here: texts go in and scores come out as JSON.</summary>
internal static class SecondProcess
{
    private const string BackboneFolders = "NOLA_BACKBONES";

    /// <summary>Starts the process in another working folder and returns what it predicts.</summary>
    /// <param name="zip">The model.</param>
    /// <param name="texts">What to predict for.</param>
    /// <param name="backbone">The user's backbone folder, which the zip names by hash only; null if it is the default one.</param>
    public static Scores Ask(string zip, IReadOnlyList<string> texts, string? backbone)
    {
        ProcessStartInfo start = DescribeSelf();
        start.ArgumentList.Add(Commands.Predict);
        start.ArgumentList.Add(Path.GetFullPath(zip));
        start.WorkingDirectory = Path.GetTempPath();
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        if (backbone is not null)
        {
            string? known = Environment.GetEnvironmentVariable(BackboneFolders);
            string own = Path.GetFullPath(backbone);
            start.Environment[BackboneFolders] = string.IsNullOrEmpty(known) ? own : own + Path.PathSeparator + known;
        }

        using Process process = Process.Start(start) ?? throw new QuickStartException("The second process did not start.");
        using (Stream input = process.StandardInput.BaseStream)
        {
            JsonSerializer.Serialize(input, texts);
        }

        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new QuickStartException($"The second process, which loads '{zip}', ended with exit code {process.ExitCode}.");
        }

        return JsonSerializer.Deserialize<Scores>(output.ToArray()) ?? throw new QuickStartException("The second process answered nothing.");
    }

    /// <summary>What the second process does.</summary>
    public static void Serve(string zip)
    {
        using Stream input = Console.OpenStandardInput();
        string[] texts = JsonSerializer.Deserialize<string[]>(input) ?? [];
        var ml = new MLContext();
        ITransformer model = ml.Model.Load(zip, out _);
        using Stream output = Console.OpenStandardOutput();
        JsonSerializer.Serialize(output, Scores.Compute(ml, model, texts));
    }

    private static ProcessStartInfo DescribeSelf()
    {
        string program = Environment.ProcessPath ?? throw new QuickStartException("The path of this program is not known.");
        var start = new ProcessStartInfo(program);
        if (Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "QuickStart.dll"));
        }

        return start;
    }
}
