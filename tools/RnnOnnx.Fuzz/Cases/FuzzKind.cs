using System.Text;
using RnnOnnx.Fuzz.Mutations;
using RnnOnnx.Packages;
using RnnOnnx.TinyPackages;

namespace RnnOnnx.Fuzz.Cases;

/// <summary>A kind of hostile input.</summary>
/// <param name="Name">Its name on the command line and in the table.</param>
/// <param name="Share">How many of <see cref="Shares"/> cases are of this kind.</param>
/// <param name="Make">Makes a case from random numbers alone.</param>
internal sealed record FuzzKind(string Name, int Share, Func<Random, FuzzCase> Make)
{
    private const string Outside = "a package must not reach outside its folder";
    private const string Unsealed = "a file that its manifest's hash does not vouch for must not be used";

    private static readonly int[] WithVectors = [.. StartingPoints.All.Index().Where(static zoo => zoo.Item.Vectors is not null).Select(static zoo => zoo.Index)];

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<FuzzKind> All { get; } =
    [
        new("graph-bytes", 12, random => Graph(random, static (r, zoo, _) => Hostile.Damaged(r, zoo.Graph))),
        new("graph-resized", 4, random => Graph(random, static (r, zoo, _) => Hostile.Resized(r, zoo.Graph))),
        new("graph-fields", 20, random => Graph(random, static (r, zoo, other) => GraphMutations.Fields(r, zoo.Graph, other.Graph))),
        new("graph-numbers", 24, random => Graph(random, static (r, zoo, _) => GraphMutations.Numbers(r, zoo.Graph))),
        new("graph-shapes", 16, random => Graph(random, static (r, zoo, _) => GraphMutations.Shapes(r, zoo.Graph))),
        new("graph-wires", 28, random => Graph(random, static (r, zoo, other) => GraphMutations.Wires(r, zoo.Graph, other.Graph))),
        new("graph-depth", 4, random => Graph(random, static (r, zoo, _) => GraphMutations.Depth(r, zoo.Graph))),
        new("graph-bombs", 8, random => Graph(random, static (r, zoo, _) => GraphMutations.Bombs(r, zoo.Graph))),
        new("graph-nan", 2, random => Graph(random, static (r, zoo, _) => GraphMutations.NotANumber(r, zoo.Graph), "a weight that is no number must not be used")),
        new("graph-swapped", 2, random => Graph(random, static (_, _, other) => other.Graph)),
        new("manifest-bytes", 6, random => Changed(random, static (r, zoo) => zoo.Files[zoo.ManifestPath] = Hostile.Damaged(r, zoo.Files[zoo.ManifestPath]))),
        new("manifest-resized", 2, random => Changed(random, static (r, zoo) => zoo.Files[zoo.ManifestPath] = Hostile.Resized(r, zoo.Files[zoo.ManifestPath]))),
        new("manifest-values", 14, random => Changed(random, static (r, zoo) => zoo.Files[zoo.ManifestPath] = JsonMutations.Values(r, zoo.Files[zoo.ManifestPath]))),
        new("manifest-depth", 2, random => Changed(random, static (r, zoo) => zoo.Files[zoo.ManifestPath] = JsonMutations.Depth(r, zoo.Files[zoo.ManifestPath]))),
        new("manifest-paths", 4, Paths),
        new("file-bytes", 12, random => Sealed(random, Hostile.Damaged)),
        new("file-resized", 4, random => Sealed(random, Hostile.Resized)),
        new("file-swapped", 4, Swapped),
        new("file-unsealed", 3, Tampered),
        new("file-lengths", 3, Lengths),
        new("file-links", 3, Links),
        new("goldens-values", 3, random => Changed(random, static (r, zoo) => zoo.Files[$"{zoo.Model}/golden.json"] = JsonMutations.Values(r, zoo.Files[$"{zoo.Model}/golden.json"]), seal: true)),
        new("vectors-bytes", 4, random => Vectors(random, static (r, path, zoo) => zoo.Files[path] = Hostile.Damaged(r, zoo.Files[path]), "vectors.bin", "vocab.txt")),
        new("vectors-manifest", 5, VectorsManifestValues),
        new("vectors-nan", 2, VectorsNotANumber),
        new("text-odd", 26, static random => new TextCase(random.Next(StartingPoints.All.Count), Hostile.Text(random, StartingPoints.Words))),
        new("text-long", 1, static random => new TextCase(random.Next(StartingPoints.All.Count), Hostile.LongText(random, StartingPoints.Words, random.Of([1 << 12, 1 << 13, 1 << 14, 1 << 15, 1 << 16, 1 << 17, 1 << 18, 1 << 20, 10_000_000])))),
        new("text-file", 6, static random => new TextCase(random.Next(StartingPoints.All.Count), Hostile.Damaged(random, Encoding.UTF8.GetBytes(Hostile.Text(random, StartingPoints.Words) + "\n" + Hostile.Text(random, StartingPoints.Words))))),
    ];

    /// <summary>The sum of all shares.</summary>
    public static int Shares { get; } = All.Sum(static kind => kind.Share);

    /// <summary>The case of a number: the same one for the same seed and choice of kinds, on every machine.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="index">Number of the case, from 0.</param>
    /// <param name="only">Kinds to take; none for all.</param>
    public static (FuzzKind Kind, FuzzCase Case) Of(int seed, long index, IReadOnlyCollection<string> only)
    {
        var random = new Random(unchecked((int)(Mixed(Mixed((ulong)seed) ^ (ulong)index) >> 33)));
        FuzzKind[] kinds = only.Count == 0 ? [.. All] : [.. All.Where(kind => only.Contains(kind.Name))];
        var drawn = random.Next(kinds.Sum(static kind => kind.Share));
        var kind = kinds.First(kind => (drawn -= kind.Share) < 0);
        return (kind, kind.Make(random));
    }

    // SplitMix64's finalizer: neighbouring numbers give unlike cases.
    private static ulong Mixed(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    private static ZooImage Any(Random random) => random.Of(StartingPoints.All).Copy();

    private static PackageCase Graph(Random random, Func<Random, ZooImage, ZooImage, byte[]> change, string? mustBeRefused = null)
    {
        var zoo = Any(random);
        zoo.Graph = change(random, zoo, random.Of(StartingPoints.All));
        zoo.Seal();
        return new PackageCase(zoo) { MustBeRefused = mustBeRefused };
    }

    private static PackageCase Changed(Random random, Action<Random, ZooImage> change, bool seal = false)
    {
        var zoo = Any(random);
        change(random, zoo);
        if (seal)
        {
            zoo.Seal();
        }

        return new PackageCase(zoo);
    }

    private static string AnyFile(Random random, ZooImage zoo) =>
        random.Of(zoo.Files.Keys.Where(path => path.StartsWith(zoo.Model + "/", StringComparison.Ordinal) && path != zoo.ManifestPath).ToArray());

    private static PackageCase Sealed(Random random, Func<Random, byte[], byte[]> change)
    {
        var zoo = Any(random);
        var path = AnyFile(random, zoo);
        zoo.Files[path] = change(random, zoo.Files[path]);
        if (zoo.Vectors is not null && path.EndsWith("/vocab.txt", StringComparison.Ordinal))
        {
            zoo.Files[$"{zoo.Vectors}/vocab.txt"] = zoo.Files[path];
        }

        zoo.Seal();
        return new PackageCase(zoo);
    }

    private static PackageCase Swapped(Random random)
    {
        var zoo = Any(random);
        var (a, b) = (AnyFile(random, zoo), AnyFile(random, zoo));
        var other = random.Of(StartingPoints.All);
        (zoo.Files[a], zoo.Files[b]) = random.Next(2) == 0 ? (zoo.Files[b], zoo.Files[a]) : (other.Files[AnyFile(random, other)], zoo.Files[b]);
        zoo.Seal();
        return new PackageCase(zoo);
    }

    private static PackageCase Tampered(Random random)
    {
        var zoo = Any(random);
        var path = AnyFile(random, zoo);
        var before = zoo.Files[path];
        zoo.Files[path] = Hostile.Damaged(random, before);
        return new PackageCase(zoo) { MustBeRefused = zoo.Files[path].AsSpan().SequenceEqual(before) ? null : Unsealed };
    }

    private static PackageCase Lengths(Random random)
    {
        var zoo = Any(random);
        var manifest = zoo.Manifest();
        var files = manifest.Files.ToArray();
        var at = random.Next(files.Length);
        var bytes = Hostile.Number(random);
        files[at] = files[at] with { Bytes = bytes };
        zoo.SetManifest(manifest with { Files = files });
        return new PackageCase(zoo) { MustBeRefused = bytes == manifest.Files[at].Bytes ? null : Unsealed };
    }

    private static PackageCase Paths(Random random)
    {
        var zoo = Any(random);
        var manifest = zoo.Manifest();
        var file = random.Of([.. manifest.Files]);
        // Each names a file that is there, with its right size and hash, and lies where a package must not look.
        zoo.Files["beside.txt"] = zoo.Files[$"{zoo.Model}/{file.Path}"];
        var path = random.Of(
        [
            "../beside.txt", $"../{zoo.Model}/{file.Path}", $"./{file.Path}", file.Path.Replace("/", "//") + "/", $"1/../{file.Path}", "/etc/hostname", "C:\\x", "..\\beside.txt", "a\0b", "", ".", "..", "../..",
            new string('x', 300), "manifest.json", "MANIFEST.json", file.Path + "/", "\uFEFF" + file.Path, "%2e%2e/beside.txt", file.Path + " ", "nul", "/dev/zero", "../../../../../../../../etc/hostname",
        ]);
        FileManifest[] files = random.Next(4) == 0
            ? [.. manifest.Files, file]
            : [.. manifest.Files.Select(each => each == file ? each with { Path = path } : each)];
        string Renamed(string name) => name == file.Path ? path : name;
        zoo.SetManifest(manifest with
        {
            Files = files,
            Labels = Renamed(manifest.Labels),
            Goldens = Renamed(manifest.Goldens),
            Graph = manifest.Graph with { File = Renamed(manifest.Graph.File) },
            Pipeline = manifest.Pipeline with { Vocabulary = Renamed(manifest.Pipeline.Vocabulary) },
        });
        return new PackageCase(zoo) { MustBeRefused = Outside };
    }

    private static PackageCase Links(Random random)
    {
        var zoo = Any(random);
        var path = random.Next(4) == 0 ? zoo.ManifestPath : AnyFile(random, zoo);
        var content = zoo.Files[path];
        zoo.Files.Remove(path);
        switch (random.Next(5))
        {
            case 0:
                // The same bytes, behind a link.
                zoo.Files["elsewhere"] = content;
                zoo.Links[path] = path.Count(static letter => letter == '/') == 2 ? "../../elsewhere" : "../elsewhere";
                break;
            case 1:
                zoo.Links[path] = "";
                break;
            case 2:
                zoo.Links[path] = Path.GetFileName(path);
                break;
            case 3:
                zoo.Links[path] = random.Of(["/dev/zero", "/dev/stdin", "/proc/self/mem", "/nowhere"]);
                break;
            default:
                // A folder where a file should be.
                zoo.Files[path + "/file"] = content;
                break;
        }

        return new PackageCase(zoo) { MustBeRefused = Outside };
    }

    private static PackageCase Vectors(Random random, Action<Random, string, ZooImage> change, params string[] names)
    {
        var zoo = StartingPoints.All[random.Of(WithVectors)].Copy();
        var name = random.Of(names);
        change(random, $"{zoo.Vectors}/{name}", zoo);
        if (name == "vocab.txt")
        {
            zoo.Files[$"{zoo.Model}/vocab.txt"] = zoo.Files[$"{zoo.Vectors}/{name}"];
        }

        zoo.Seal();
        return new PackageCase(zoo);
    }

    private static PackageCase VectorsManifestValues(Random random)
    {
        var zoo = StartingPoints.All[random.Of(WithVectors)].Copy();
        var path = $"{zoo.Vectors}/{VectorsManifest.FileName}";
        zoo.Files[path] = random.Next(3) == 0 ? Hostile.Damaged(random, zoo.Files[path]) : JsonMutations.Values(random, zoo.Files[path]);
        zoo.NameVectors();
        return new PackageCase(zoo);
    }

    private static PackageCase VectorsNotANumber(Random random)
    {
        var zoo = StartingPoints.All[random.Of(WithVectors)].Copy();
        var path = $"{zoo.Vectors}/vectors.bin";
        var bytes = zoo.Files[path].ToArray();
        var rowBytes = bytes.Length / TinyVectors.Tokens.Length;
        byte[] bad = rowBytes == TinyVectors.Dimension * 2 ? random.Of<byte[]>([[0, 0x7C], [0, 0xFC], [1, 0x7E]]) : random.Of<byte[]>([[0, 0, 0x80, 0x7F], [0, 0, 0x80, 0xFF], [1, 0, 0xC0, 0x7F]]);

        // Any number of a row of numbers, and the scale where a row begins with one.
        var (row, column) = (random.Next(TinyVectors.Tokens.Length), random.Next(rowBytes / bad.Length));
        bad.CopyTo(bytes, (row * rowBytes) + (column * bad.Length));
        zoo.Files[path] = bytes;
        zoo.Seal();
        return new PackageCase(zoo) { MustBeRefused = "a vector that holds no number must not be used" };
    }
}
