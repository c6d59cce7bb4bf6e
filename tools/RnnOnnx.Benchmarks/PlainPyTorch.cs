using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace RnnOnnx.Benchmarks;

/// <summary>PyTorch in a process of its own (<c>tools/reference/bench.py</c>), which trains when it is told to and sleeps in between.</summary>
internal sealed partial class PlainPyTorch : IDisposable
{
    private const string BlasVariable = "OPENBLAS_CORETYPE";

    private readonly Process _process;

    /// <summary>Starts it, on one thread.</summary>
    /// <param name="python">A Python that can import torch and numpy.</param>
    /// <param name="script">The script.</param>
    /// <exception cref="RnnOnnxException">It does not start.</exception>
    public PlainPyTorch(string python, string script)
    {
        var start = new ProcessStartInfo(python, [script]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["OMP_NUM_THREADS"] = "1";
        // .NET's copy of the environment lacks what the engine has set for its own BLAS.
        BlasKernels = Marshal.PtrToStringUTF8(GetEnvironment(BlasVariable));
        if (BlasKernels is not null)
        {
            start.Environment[BlasVariable] = BlasKernels;
        }

        try
        {
            _process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new RnnOnnxException($"{python} does not start ({e.Message}); name a Python that can import torch with --python, or run 'make bench-train', which installs python3-torch", e);
        }

        var about = Answer();
        Version = about.GetProperty("torch").GetString()!;
        if (about.GetProperty("threads").GetInt32() != 1 || !about.GetProperty("flushes_denormals").GetBoolean())
        {
            throw new RnnOnnxException($"PyTorch should run on one thread and flush denormals, and says {about}; the comparison would not be fair on this machine");
        }
    }

    /// <summary>Which OpenBLAS kernels are asked for on both sides; null for OpenBLAS' own choice.</summary>
    public string? BlasKernels { get; }

    /// <summary>PyTorch's version.</summary>
    public string Version { get; }

    /// <summary>Makes it do something and waits until it has.</summary>
    /// <param name="request">See the script.</param>
    /// <returns>Its answer.</returns>
    /// <exception cref="RnnOnnxException">It ended.</exception>
    public JsonElement Ask(object request)
    {
        try
        {
            _process.StandardInput.WriteLine(JsonSerializer.Serialize(request));
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended, which the answer's absence tells with its exit code.
        }

        return Answer();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private JsonElement Answer()
    {
        if (_process.StandardOutput.ReadLine() is { } line)
        {
            return JsonSerializer.Deserialize<JsonElement>(line);
        }

        _process.WaitForExit();
        throw new RnnOnnxException($"PyTorch ended with {_process.ExitCode}, its message stands above; where it lacks torch, run 'make bench-train', which installs python3-torch, or name a Python that has it with --python");
    }

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetEnvironment(string name);
}
