"""What proves who somebody is: passwords, random secrets, and a limit on wrong tries."""
