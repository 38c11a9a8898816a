package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/**
 * The little of Cloud Storage that JavaScript libraries need: objects are put and looked at.
 *
 * @see <a href="https://cloud.google.com/storage/docs/json_api/v1/objects">objects</a>
 */
final class Objects {
  private final Resources resources;

  Objects(Resources resources) {
    this.resources = resources;
  }

  ObjectNode insert(String bucket, String name, byte[] content) {
    if (name.isEmpty()) {
      throw Refusal.invalid("Required parameter: name");
    }
    ObjectNode object = Store.JSON.createObjectNode().put("kind", "storage#object");
    object.put("bucket", bucket).put("name", name).put("size", Integer.toString(content.length));
    object.put("content", new String(content, StandardCharsets.UTF_8));
    return resources.save(object, "objects", bucket, name);
  }

  ObjectNode get(String bucket, String name) {
    return resources
        .store
        .read("objects", bucket, name)
        .orElseThrow(() -> new Refusal(404, "notFound", "No such object: " + bucket + "/" + name));
  }
}
