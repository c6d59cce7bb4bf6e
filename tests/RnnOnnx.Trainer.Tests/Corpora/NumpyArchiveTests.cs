using System.IO.Compression;
using System.Text;
using FluentAssertions;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Corpora;

public sealed class NumpyArchiveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Integers_and_bytes_are_read()
    {
        using var archive = NumpyArchive.Open(Write(("x", Npy("<i4", "(3,)", [1, 0, 0, 0, 2, 1, 0, 0, 255, 255, 255, 255])), ("y", Npy("|u1", "(2,)", [7, 8]))));
        archive.Int32s("x").Should().Equal(1, 258, -1);
        archive.Bytes("y").Should().Equal(7, 8);
    }

    [Theory]
    [InlineData("|O", "(1,)", 4, "*'x'*|O*", "an array of objects is a pickle, and pickles are programs")]
    [InlineData("<i8", "(1,)", 8, "*'x'*<i8*", "numbers of another width would be read as nonsense")]
    [InlineData("<i4", "(1, 1)", 4, "*'x'*(1, 1)*", "only flat arrays are expected")]
    [InlineData("<i4", "(9,)", 4, "*'x' announces 9 values*holds 4 bytes*", "a truncated array must not become a short corpus")]
    [InlineData("<i4", "(9999999999,)", 4, "*'x' announces 9999999999*", "a lying length must not ask for 40 GB of memory")]
    public void Anything_else_is_refused(string type, string shape, int bytes, string message, string because)
    {
        using var archive = NumpyArchive.Open(Write(("x", Npy(type, shape, new byte[bytes]))));
        archive.Invoking(a => a.Int32s("x")).Should().Throw<CorpusException>().WithMessage(message, because);
    }

    [Fact]
    public void Arrays_of_lists_are_read_though_they_are_pickles()
    {
        // NumPy's pickle of [[7]], protocol 2; PickledListsTests has its parts.
        var pickle = Encoding.Latin1.GetBytes("\u0080\u0002cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\u0000\u0085U\u0001b\u0087R(K\u0001K\u0001\u0085cnumpy\ndtype\nU\u0002O8NN\u0087R(K\u0003tb\u0089]]K\u0007aatb.");
        using var archive = NumpyArchive.Open(Write(("x", Npy("|O", "(1L,)", pickle)), ("two", Npy("|O", "(2,)", pickle)), ("half", Npy("|O", "(1,)", pickle[..^9])), ("y", Npy("<i8", "(1,)", [5, 0, 0, 0, 0, 0, 0, 0]))));
        archive.Lists("x").Should().ContainSingle().Which.Should().Equal(7);
        archive.Int64s("y").Should().Equal(5);
        archive.Invoking(a => a.Lists("two")).Should().Throw<CorpusException>().WithMessage("*'two' announces 2 lists and holds 1*");
        archive.Invoking(a => a.Lists("half")).Should().Throw<CorpusException>().WithMessage("*'half' is damaged*");
    }

    [Fact]
    public void Missing_arrays_and_files_that_are_no_archives_are_named()
    {
        using (var archive = NumpyArchive.Open(Write()))
        {
            archive.Invoking(a => a.Int32s("x_train")).Should().Throw<CorpusException>().WithMessage("*no array 'x_train'*");
        }

        var path = Path.Combine(_folder.Path, "text.npz");
        File.WriteAllText(path, "not a zip");
        path.Invoking(NumpyArchive.Open).Should().Throw<CorpusException>().WithMessage("*text.npz is no .npz archive*");
    }

    private static byte[] Npy(string type, string shape, byte[] data)
    {
        var header = Encoding.Latin1.GetBytes($"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header, .. data];
    }

    private string Write(params (string Name, byte[] Content)[] arrays)
    {
        var path = Path.Combine(_folder.Path, Guid.NewGuid() + ".npz");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, content) in arrays)
        {
            using var stream = zip.CreateEntry(name + ".npy").Open();
            stream.Write(content);
        }

        return path;
    }
}
