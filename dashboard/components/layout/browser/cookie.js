// Lets this browser remember one small choice for a year; the server reads it with the next visit.

export default function (component) {
  const { data } = component;
  document.cookie = `${data.name}=${data.value}; path=/; max-age=31536000; SameSite=Strict`;
}
