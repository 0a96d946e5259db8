using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Estimators.Tests.Persistence;

/// <summary>A zip of kilobytes may say that it holds gigabytes. Nothing is unpacked and no memory is taken before what it says is judged.</summary>
[TestClass]
public sealed class ZipBombTests
{
    private const string TellsOfBombs = "bytes of the zip become";
    private const long Mebibyte = 1 << 20;

    private static readonly StageEntries Stage = StageEntries.OfGoldenStage("lora");

    [TestMethod]
    [DataRow("adapter_model.safetensors", 1024)]
    [DataRow("labels", 256)]
    [DataRow("adapter_config.json", 64)]
    [DataRow("stage.json", 64)]
    [DataRow("manifest", 64)]
    public void An_entry_that_inflates_hugely_is_refused_before_it_is_unpacked(string name, int mebibytes)
    {
        byte[] zip = Inflated(name, mebibytes);
        Assert.IsLessThan(2 * mebibytes * (Mebibyte / 100), zip.Length);
        Assert.AreEqual(Stage.Directory + name, IsRefusedCheaply(zip).Path);
    }

    [TestMethod]
    public void Entries_that_inflate_a_little_each_are_refused_together()
    {
        byte[] zeros = new byte[5 * Mebibyte];
        var own = new Dictionary<string, byte[]>(Stage.Own, StringComparer.Ordinal) { ["labels"] = zeros, ["adapter_model.safetensors"] = zeros };
        StageEntries.Sign(own);
        byte[] zip = ZipFiles.Write(ZipFiles.Read(Stage.Zip(own)), CompressionLevel.Fastest);
        Assert.Contains(TellsOfBombs, IsRefusedCheaply(zip).Message);
    }

    /// <summary>The directory says 300 bytes, the data go on: what is unpacked ends where the directory says.</summary>
    [TestMethod]
    public void An_entry_that_is_longer_than_the_directory_says_is_not_unpacked_further()
    {
        const string Name = "labels";
        byte[] zip = Inflated(Name, 64);
        int at = zip.AsSpan().LastIndexOf(Encoding.UTF8.GetBytes(Stage.Directory + Name));
        Assert.AreEqual(0x02014b50, BitConverter.ToInt32(zip, at - 46), "a header of the central directory");
        Assert.AreEqual(64 * Mebibyte, BitConverter.ToInt32(zip, at - 46 + 24), "its uncompressed size");
        BitConverter.TryWriteBytes(zip.AsSpan(at - 46 + 24), 300);
        IsRefusedCheaply(zip);
    }

    /// <summary>Numbers that compress by half, as those of weights rounded to 16 bits do, are no bomb at any length.</summary>
    [TestMethod]
    public void What_compresses_as_numbers_do_is_read()
    {
        var own = new Dictionary<string, byte[]>(Stage.Own, StringComparer.Ordinal);
        byte[] numbers = new byte[20 * Mebibyte];
        new Random(1).NextBytes(numbers.AsSpan(0, numbers.Length / 2));
        own["labels"] = numbers;
        StageEntries.Sign(own);
        byte[] zip = ZipFiles.Write(ZipFiles.Read(Stage.Zip(own)), CompressionLevel.Fastest);
        CorruptModelException refusal = Refusals.Of<CorruptModelException>(() => StageEntries.Load(StageEntries.GoldenContext(), zip));
        Assert.DoesNotContain(TellsOfBombs, refusal.Message, "refused for what it holds, after it was read");
    }

    private static CorruptModelException IsRefusedCheaply(byte[] zip)
    {
        MLContext context = StageEntries.GoldenContext();
        StageEntries.Load(context, Stage.Zip(Stage.Own));
        long before = GC.GetTotalAllocatedBytes();
        long start = Stopwatch.GetTimestamp();
        CorruptModelException refusal = Refusals.Of<CorruptModelException>(() => StageEntries.Load(context, zip));
        Assert.IsLessThan(2, Stopwatch.GetElapsedTime(start).TotalSeconds);
        Assert.IsLessThan((2 * zip.Length) + (64 * Mebibyte), GC.GetTotalAllocatedBytes() - before);
        return refusal;
    }

    /// <summary>The stage with an entry of zeros, written block by block.</summary>
    private static byte[] Inflated(string name, int mebibytes)
    {
        using var bomb = new MemoryStream();
        using (var archive = new ZipArchive(bomb, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string other, byte[] content) in ZipFiles.Read(Stage.Zip(Stage.Own.Where(entry => entry.Key != name))))
            {
                using Stream stream = archive.CreateEntry(other).Open();
                stream.Write(content);
            }

            byte[] block = new byte[Mebibyte];
            using Stream zeros = archive.CreateEntry(Stage.Directory + name, CompressionLevel.Fastest).Open();
            for (int i = 0; i < mebibytes; i++)
            {
                zeros.Write(block);
            }
        }

        return bomb.ToArray();
    }
}
