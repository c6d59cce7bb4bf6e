using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Export;

/// <summary>Each state that a process can leave behind when it dies, made by hand, and what the next start makes of it.</summary>
public sealed class ZooFolderTests : IDisposable
{
    private const string Temporary = ".word-sum.tmp-0123abcd";
    private const string Old = ".word-sum.old-0123abcd";
    private readonly TemporaryFolder folder = new();
    private readonly PackageWriter writer;

    public ZooFolderTests() => writer = new PackageWriter(folder.Path, TimeSpan.FromMilliseconds(250));

    private string Package => Path.Combine(folder.Path, "word-sum");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_death_while_writing_leaves_the_package_in_place()
    {
        writer.Write(WordSum.Contents(), WordSum.Samples());
        Half(Temporary);

        writer.Recover();

        Folders().Should().Equal(["word-sum"], "half-written packages fill the disk");
        ModelPackage.Open(Package).Manifest.Id.Should().Be("word-sum");
    }

    [Fact]
    public void A_death_between_the_renames_gives_the_old_package_back()
    {
        writer.Write(WordSum.Contents(), WordSum.Samples());
        Directory.Move(Package, Path.Combine(folder.Path, Old));
        Half(Temporary);

        writer.Recover();

        Folders().Should().Equal(["word-sum"], "a user who had a model must not be left without one");
        ParityCheck.Run(Package, WordSum.Samples()).Samples.Should().Be(7);
    }

    [Fact]
    public void A_death_before_the_old_package_is_deleted_keeps_the_new_one()
    {
        writer.Write(WordSum.Contents(), WordSum.Samples());
        Half(Old);

        writer.Recover();

        Folders().Should().Equal(["word-sum"]);
        ModelPackage.Open(Package).Manifest.Id.Should().Be("word-sum");
    }

    [Fact]
    public void Writing_clears_away_what_was_left_too()
    {
        Half(Temporary);
        writer.Write(WordSum.Contents(), WordSum.Samples());
        Folders().Should().Equal("word-sum");
    }

    [Fact]
    public void Folders_of_other_programs_are_left_alone()
    {
        Half(".git");
        Half(".word-sum.tmp-mine");
        Half("notes.old-0123abcd");

        writer.Recover();

        Folders().Should().Equal([".git", ".word-sum.tmp-mine", "notes.old-0123abcd"], "nothing is deleted that was not written here");
    }

    [Fact]
    public void Recovery_renews_the_index()
    {
        writer.Write(WordSum.Contents(), WordSum.Samples());
        Directory.Delete(Package, recursive: true);

        writer.Recover();

        File.ReadAllText(Path.Combine(folder.Path, "index.json")).Should().NotContain("word-sum", "a list must not promise what is not there");
    }

    [Fact]
    public void A_swap_that_fails_half_way_is_undone()
    {
        writer.Write(WordSum.Contents(), WordSum.Samples());

        FluentActions.Invoking(() => writer.Write(WordSum.Contents(), temporary => Directory.Delete(temporary, recursive: true)))
            .Should().Throw<ExportException>("the new package cannot be moved in place").WithMessage("word-sum: the package cannot be written into /*; make the folder writable with room on its disk and run the same command again*");

        Folders().Should().Equal(["word-sum"], "the old package must come back");
        ModelPackage.Open(Package).Manifest.Id.Should().Be("word-sum");
    }

    [Fact]
    public void The_package_is_checked_before_it_is_in_place()
    {
        var seen = "";
        writer.Write(WordSum.Contents(), temporary =>
        {
            seen = Path.GetFileName(temporary);
            Directory.Exists(Package).Should().BeFalse();
            ModelPackage.Open(temporary);
        });
        seen.Should().MatchRegex(@"^\.word-sum\.tmp-[0-9a-f]{8}$");
    }

    [Fact]
    public void Two_writers_do_not_meet()
    {
        writer.Write(WordSum.Contents(), _ => FluentActions.Invoking(() => new PackageWriter(folder.Path, TimeSpan.FromMilliseconds(250)).Recover())
            .Should().Throw<ExportException>("the second would take the first one's temporary folder for a dead process'").WithMessage("*another process*"));
        writer.Recover();
    }

    private void Half(string name)
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, name, "1"));
        File.WriteAllText(Path.Combine(folder.Path, name, "1", "model.onnx"), "half");
    }

    private string[] Folders() => [.. Directory.GetDirectories(folder.Path).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
}
