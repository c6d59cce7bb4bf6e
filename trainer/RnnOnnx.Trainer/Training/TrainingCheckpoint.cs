using System.Security.Cryptography;
using System.Text;
using RnnOnnx.Trainer.Export;

namespace RnnOnnx.Trainer.Training;

/// <summary>
/// Where a training run keeps its state between epochs: one file in <see cref="FolderName"/> of the zoo, replaced by one rename and gone when the run is finished.
/// The run's fingerprint is in the file's name, so that a run never meets the state of another, and a SHA-256 of all before it ends the file.
/// </summary>
/// <remarks>An object holds a lock that keeps the same run from being made twice at once; a process that dies lets go of it.</remarks>
public sealed class TrainingCheckpoint : IDisposable
{
    /// <summary>The folder's name in the zoo; a name with a dot is no package.</summary>
    public const string FolderName = ".training";

    private const string Extension = ".checkpoint";
    private const string Format = "RnnOnnx checkpoint 1";

    // A weight in the network, among the best and in an average, and two numbers of the optimizer for each.
    private const int BytesPerParameter = 5 * sizeof(float);
    private const int OtherBytes = 1 << 20;

    private static readonly string Program = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', TrainingFingerprint.Program))));

    private readonly string _id;
    private readonly string _path;
    private readonly TextWriter _output;
    private readonly FileStream _lock;

    private TrainingCheckpoint(string id, string path, TextWriter output, FileStream writing)
    {
        _id = id;
        _path = path;
        _output = output;
        _lock = writing;
    }

    private string Temporary => _path + ".tmp";

    /// <summary>Takes the place of a run's checkpoint, and makes sure that one can be written there.</summary>
    /// <param name="options">The zoo's folder, created if needed, and the seed.</param>
    /// <param name="id">The package's id.</param>
    /// <param name="fingerprint">The hash of all that decides the package's contents.</param>
    /// <param name="parameters">Number of trainable parameters, from which the size follows.</param>
    /// <param name="output">Receives a line about a checkpoint that is used, damaged or of no use.</param>
    /// <exception cref="CheckpointException">The folder cannot be written to, the disk has no room, or another process makes the same run.</exception>
    public static TrainingCheckpoint Open(TrainOptions options, string id, string fingerprint, long parameters, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(options);
        var path = PathOf(options.Zoo, id, options.Seed, fingerprint);
        FileStream writing;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            writing = Lock(id, path);
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            throw Unwritable(id, path, "training has not begun, for its state could not be kept", e);
        }

        var checkpoint = new TrainingCheckpoint(id, path, output, writing);
        try
        {
            checkpoint.Probe(parameters);
            checkpoint.Sort(options.Seed);
            return checkpoint;
        }
        catch (Exception e)
        {
            checkpoint.Dispose();
            if (StorageFailure.Is(e))
            {
                throw Unwritable(id, path, "training has not begun, for its state could not be kept", e);
            }

            throw;
        }
    }

    /// <summary>Whether a run was finished, its figures recorded, however many packages of other seeds have taken the place of its own.</summary>
    /// <param name="options">The zoo's folder and the seed.</param>
    /// <param name="id">The package's id.</param>
    /// <param name="fingerprint">The hash of all that decides the package's contents.</param>
    public static bool IsFinished(TrainOptions options, string id, string fingerprint)
    {
        ArgumentNullException.ThrowIfNull(options);
        var path = PathOf(options.Zoo, id, options.Seed, fingerprint);
        return File.Exists(Finished(path)) && !File.Exists(path);
    }

    /// <summary>Whether there is a checkpoint of a run, which then is not finished.</summary>
    /// <param name="options">The zoo's folder and the seed.</param>
    /// <param name="id">The package's id.</param>
    /// <param name="fingerprint">The hash of all that decides the package's contents.</param>
    public static bool Exists(TrainOptions options, string id, string fingerprint)
    {
        ArgumentNullException.ThrowIfNull(options);
        return File.Exists(PathOf(options.Zoo, id, options.Seed, fingerprint));
    }

    /// <summary>Ends a run whose package is in place and whose figures are recorded: deletes its checkpoint and leaves an empty file that says so.</summary>
    /// <param name="options">The zoo's folder and the seed.</param>
    /// <param name="id">The package's id.</param>
    /// <param name="fingerprint">The hash of all that decides the package's contents.</param>
    public static void Finish(TrainOptions options, string id, string fingerprint)
    {
        ArgumentNullException.ThrowIfNull(options);
        var path = PathOf(options.Zoo, id, options.Seed, fingerprint);
        if (File.Exists(path))
        {
            File.Create(Finished(path)).Dispose();
            File.Delete(path);
        }
    }

    /// <summary>Opens the run's state where there is one and it is whole, and says so in a line; says what is wrong with one that is damaged.</summary>
    /// <returns>A reader at the beginning of what was written; null for none.</returns>
    public BinaryReader? Read()
    {
        if (!File.Exists(_path))
        {
            return null;
        }

        var file = File.OpenRead(_path);
        try
        {
            if (IsWhole(file))
            {
                file.Position = 0;
                var reader = new BinaryReader(file);
                _ = ReadHeader(reader);
                _output.WriteLine($"{_id}: goes on {reader.ReadString()}, from {_path}");
                return reader;
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }

        file.Dispose();
        _output.WriteLine($"{_id}: {_path} is damaged, so training starts over");
        return null;
    }

    /// <summary>Writes the run's state and replaces the file that is there by one rename.</summary>
    /// <param name="where">How far the run has come, such as <c>after epoch 3 of 10</c>.</param>
    /// <param name="write">Writes the state.</param>
    /// <exception cref="CheckpointException">The file cannot be written; the one that was there is untouched.</exception>
    public void Write(string where, Action<BinaryWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        try
        {
            using (var file = new FileStream(Temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            using (var hash = SHA256.Create())
            using (var hashed = new CryptoStream(file, hash, CryptoStreamMode.Write, leaveOpen: true))
            using (var writer = new BinaryWriter(hashed, Encoding.UTF8, leaveOpen: true))
            {
                writer.Write(Format);
                writer.Write(Program);
                writer.Write(where);
                write(writer);
                writer.Flush();
                hashed.FlushFinalBlock();
                file.Write(hash.Hash);
                file.Flush(flushToDisk: true);
            }

            File.Move(Temporary, _path, overwrite: true);
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            File.Delete(Temporary);
            throw Unwritable(_id, _path, $"the state {where} could not be kept", e);
        }
    }

    /// <summary>Lets another process make the run.</summary>
    public void Dispose() => _lock.Dispose();

    private static string PathOf(string models, string id, int seed, string fingerprint) =>
        Path.Combine(Path.GetFullPath(models), FolderName, $"{id}-seed{seed}-{fingerprint[..16]}{Extension}");

    private static string Finished(string path) => Path.ChangeExtension(path, ".done");

    // The file goes with the lock, unless the process dies.
    private static FileStream Lock(string id, string path)
    {
        var file = Path.ChangeExtension(path, ".lock");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (e.GetType() == typeof(IOException) && File.Exists(file))
        {
            throw new CheckpointException($"{id}: another process is training it with the same options ({file} is locked); let it finish, or end it, then run this again", e);
        }
    }

    private static CheckpointException Unwritable(string id, string path, string what, Exception cause) => new(
        $"{id}: {what}: {StorageFailure.Reason(cause).TrimEnd('.')}; make {Path.GetDirectoryName(path)} writable with room on its disk, or name another folder with --models, and run the same command again",
        cause);

    private static bool IsWhole(FileStream file)
    {
        if (file.Length < SHA256.HashSizeInBytes)
        {
            return false;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        for (var left = file.Length - SHA256.HashSizeInBytes; left > 0;)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            file.ReadExactly(part);
            hash.AppendData(part);
            left -= part.Length;
        }

        var said = new byte[SHA256.HashSizeInBytes];
        file.ReadExactly(said);
        return said.AsSpan().SequenceEqual(hash.GetHashAndReset());
    }

    private static (string Format, string Program) ReadHeader(BinaryReader reader) => (reader.ReadString(), reader.ReadString());

    // Takes the room of two checkpoints, the old one and the new one, and gives it back.
    private void Probe(long parameters)
    {
        File.Delete(Temporary);
        using var probe = new FileStream(Temporary, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose,
            PreallocationSize = 2 * ((parameters * BytesPerParameter) + OtherBytes),
        });
        probe.WriteByte(0);
        probe.Flush(flushToDisk: true);
    }

    // What another build has left cannot be used any more; other settings may come back.
    private void Sort(int seed)
    {
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_path)!, $"{_id}-seed{seed}-*.done").Where(file => file != Finished(_path)))
        {
            File.Delete(file);
        }

        var others = Directory.GetFiles(Path.GetDirectoryName(_path)!, $"{_id}-seed{seed}-*{Extension}").Where(file => file != _path).ToArray();
        var stale = others.Where(file => !IsOfThisProgram(file)).ToArray();
        foreach (var file in stale)
        {
            File.Delete(file);
            _output.WriteLine($"{_id}: {file} is of another build of the trainer or of other engines, so it is of no use and was deleted");
        }

        foreach (var file in others.Except(stale))
        {
            _output.WriteLine($"{_id}: {file} is of other settings or another corpus, so it is not used; it stays for a run of those");
        }
    }

    private static bool IsOfThisProgram(string path)
    {
        try
        {
            using var reader = new BinaryReader(File.OpenRead(path));
            return ReadHeader(reader) == (Format, Program);
        }
        catch (Exception e) when (e is IOException or FormatException or ArgumentException)
        {
            return false;
        }
    }
}
