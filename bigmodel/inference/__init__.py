"""What a bundle needs to score new data: encoders, ONNX Runtime, no TensorFlow."""
