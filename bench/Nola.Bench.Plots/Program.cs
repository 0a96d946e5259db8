using Nola.Bench.Plots;

// Nola.Bench.Plots RESULTS PICTURES
if (args is not [string results, string pictures])
{
    Console.Error.WriteLine("Usage: Nola.Bench.Plots RESULTS PICTURES, for example bench/results docs/images");
    return 1;
}

StepPlot.Save(Path.Combine(results, "step.csv"), Path.Combine(pictures, "performance-step.png"));
BasisPlot.Save(Path.Combine(results, "basis.csv"), Path.Combine(pictures, "performance-basis.png"));
return 0;
