using Nola.Tables.Images;
using Nola.Tables.Labels;
using Nola.Testing;

namespace Nola.Tables.Tests.Images;

[TestClass]
public sealed class ImageFolderTests
{
    [TestMethod]
    public void A_folder_s_name_is_the_label_of_the_pictures_in_it_at_whatever_depth()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "dog/b.PNG", "dog/old/a.jpeg", "cat/1.webp", "cat/notes.txt", "cat/.hidden.png", ".git/2.png", "loose.gif", "empty/x.md");
        LabelledTable table = ImageFolder.Read(folder.Path);
        CollectionAssert.AreEqual(
            new[] { ("cat/1.webp", "cat"), ("dog/b.PNG", "dog"), ("dog/old/a.jpeg", "dog") },
            table.Rows.Select(row => (Path.GetRelativePath(folder.Path, row.Text).Replace('\\', '/'), row.Label)).ToArray());
        CollectionAssert.AreEqual(new[] { new LabelCount("cat", 1), new LabelCount("dog", 2) }, table.Labels.ToArray());
        CollectionAssert.AreEqual(
            new[]
            {
                $"'{folder.File(Path.Combine("cat", "notes.txt"))}' is by its ending no picture and is left out, the first of 2 such files.",
                $"'{folder.File("loose.gif")}' is in no class's folder and is left out.",
            },
            table.Notes.ToArray());
        CollectionAssert.AreEqual(new[] { "Image", "Label" }, table.ToDataView().Schema.Select(static column => column.Name).ToArray());
        Assert.AreEqual(LabelTask.Multiclass, table.Task);
    }

    [TestMethod]
    [DataRow("has no folders with pictures (.png, .jpg, ", "a.png", "dog/readme.md")]
    [DataRow("lie in one folder, 'dog', so there is nothing to tell apart; ", "dog/a.png", "dog/b.png")]
    [DataRow("holds shares of the pictures, not classes ('", "train/dog/a.png", "test/dog/b.png")]
    public void Nothing_to_learn_is_said_with_the_way_out(string sentence, params string[] files)
    {
        using var folder = new TemporaryFolder();
        Write(folder, files);
        Assert.Contains(sentence, Assert.Throws<FileFaultException>(() => ImageFolder.Read(folder.Path)).Message);
    }

    [TestMethod]
    public void A_class_of_one_picture_cannot_be_held_out()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "dog/a.png", "dog/b.png", "cat/c.png");
        Assert.Contains(
            $"has one row only with the label 'cat' ('{folder.File(Path.Combine("cat", "c.png"))}')",
            Assert.Throws<FileFaultException>(() => ImageFolder.Read(folder.Path).Split(0.5, 1)).Message);
    }

    [TestMethod]
    public void A_test_may_have_one_class_of_the_model_s_and_no_other()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "dog/a.png", "dog/b.png");
        Assert.HasCount(2, ImageFolder.ReadTest(folder.Path, ["cat", "dog"]).Rows);
        Assert.AreEqual(
            $"the folder '{folder.File("dog")}' is named after a label that the model does not know; it knows 'cat', 'dogs'; the nearest name is 'dogs'; "
            + "rename it, or take it away.",
            Assert.Throws<FileFaultException>(() => ImageFolder.ReadTest(folder.Path, ["cat", "dogs"])).Message);
    }

    [TestMethod]
    public void Files_are_taken_as_they_are_called_and_folders_give_their_pictures()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "b/2.png", "b/1.png", "b/notes.txt", "a.heic", "none/notes.txt");
        string[] found = [.. ImageFolder.Find([folder.File("b"), folder.File("a.heic")]).Select(path => Path.GetRelativePath(folder.Path, path).Replace('\\', '/'))];
        CollectionAssert.AreEqual(new[] { "b/1.png", "b/2.png", "a.heic" }, found);
        Assert.Contains("has no pictures (", Assert.Throws<FileFaultException>(() => ImageFolder.Find([folder.File("none")])).Message);
        Assert.Contains("there is no file '", Assert.Throws<FileFaultException>(() => ImageFolder.Find([folder.File("b.png")])).Message);
        Assert.IsTrue(ImageFolder.HasPictures(folder.Path));
        Assert.IsFalse(ImageFolder.HasPictures(folder.File("none")));
        Assert.IsFalse(ImageFolder.HasPictures(folder.File("a.heic")));
    }

    private static void Write(TemporaryFolder folder, params string[] files)
    {
        foreach (string file in files.Select(folder.File))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, "x");
        }
    }
}
