using FluentAssertions;
using RnnOnnx.Kills;
using RnnOnnx.Kills.Zoos;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Tests.Export;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Kills;

/// <summary>A check that finds nothing proves nothing unless it finds what is there.</summary>
public sealed class ZooCheckTests : IDisposable
{
    private const string Id = "word-sum";

    private readonly TemporaryFolder _folder = new();
    private readonly ZooCheck _check;

    public ZooCheckTests()
    {
        new PackageWriter(Zoo("before")).Write(WordSum.Contents(), WordSum.Samples());
        var contents = WordSum.Contents();
        new PackageWriter(Zoo("after")).Write(contents with { Manifest = contents.Manifest with { Summary = "Is it another film?" } }, WordSum.Samples());
        _check = new ZooCheck(Zoo("before"), Zoo("after"));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("before")]
    [InlineData("after")]
    public void Either_package_will_do_until_the_work_is_done(string state)
    {
        FolderContents.Copy(Zoo(state), Zoo("zoo"));
        AfterKill().Should().BeEmpty();
        (_check.AtEnd(Zoo("zoo")) is null).Should().Be(state == "after");
    }

    [Theory]
    [InlineData(".word-sum.old-0123abcd", true)]
    [InlineData(".word-sum.tmp-0123abcd", false)]
    [InlineData("elsewhere", false)]
    public void A_package_without_a_place_is_lost_unless_the_next_start_finds_it(string name, bool isFound)
    {
        FolderContents.Copy(Zoo("before"), Zoo("zoo"));
        Directory.Move(Path.Combine(Zoo("zoo"), Id), Path.Combine(Zoo("zoo"), name));
        AfterKill().Any(fault => fault == $"{Id} is lost").Should().Be(!isFound);
    }

    [Theory]
    [InlineData("1/model.onnx")]
    [InlineData("golden.json")]
    [InlineData("manifest.json")]
    public void Half_a_file_is_found(string file)
    {
        FolderContents.Copy(Zoo("before"), Zoo("zoo"));
        var path = Path.Combine(Zoo("zoo"), Id, file);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..20]);
        AfterKill().Should().Contain(fault => fault.Contains("is neither what it was nor what it becomes") && fault.Contains(file)).And.Contain(fault => fault.Contains("verification fails"));
        _check.AtEnd(Zoo("zoo")).Should().Contain(file);
    }

    [Fact]
    public void A_leftover_is_found_at_the_end()
    {
        FolderContents.Copy(Zoo("after"), Zoo("zoo"));
        Directory.CreateDirectory(Path.Combine(Zoo("zoo"), ".word-sum.tmp-0123abcd"));
        FolderContents.HasHalfWritten(Zoo("zoo")).Should().BeTrue();
        AfterKill().Should().BeEmpty("the next run clears it away");
        _check.AtEnd(Zoo("zoo")).Should().Contain(".word-sum.tmp-0123abcd/ should not be there", "it did not");
    }

    private IReadOnlyList<string> AfterKill()
    {
        var (packages, faults) = _check.AfterKill(Zoo("zoo"), new HashSet<string>(_check.Before));
        packages.Should().BeLessThanOrEqualTo(1);
        return faults;
    }

    private string Zoo(string name) => Path.Combine(_folder.Path, name);
}
