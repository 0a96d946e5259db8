using FewShotImages.Plot;

// FewShotImages.Plot RESULTS.csv PICTURE.png [IMAGES A CLASS]
if (args is not [string csv, string png, .. string[] rest])
{
    Console.Error.WriteLine("Usage: FewShotImages.Plot RESULTS.csv PICTURE.png [IMAGES A CLASS]");
    return 1;
}

AccuracyPlot.Save(png, Fit.Read(csv), rest is [string perClass] ? int.Parse(perClass, System.Globalization.CultureInfo.InvariantCulture) : null);
return 0;
