using RnnOnnx.Trainer.Corpora;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Fixtures;

/// <summary>A test of real data: reported as not run where a file is missing, for a test that checks nothing must not pass.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DataFactAttribute : FactAttribute
{
    /// <param name="files">The files it needs, below the data folder.</param>
    public DataFactAttribute(params string[] files)
    {
        var data = DataFolder.Find(AppContext.BaseDirectory);
        if (files.FirstOrDefault(file => data is null || !File.Exists(Path.Combine(data, file))) is { } missing)
        {
            Skip = $"no {missing} on this machine; set RNNONNX_DATA to run it";
        }
    }
}
